import { inSandbox, isSameOrigin } from "@/lib/sandbox/gate";

const longestBody = 16 * 1024;

const answer = (status: number, text: string) =>
  new Response(text, { status, headers: { "content-type": "text/plain; charset=utf-8" } });

type Work = (form: URLSearchParams, request: Request) => Promise<string | null>;

/**
 * A route for a posted form: `work` answers where the browser goes next, or null when the form makes no sense.
 * 404 while the sandbox is off, 403 for a stranger's form.
 */
export const formPost = (work: Work) =>
  inSandbox(async (request: Request) => {
    if (!isSameOrigin(request.headers)) return answer(403, "这个表单不是从本站提交的");
    const body = await request.text();
    if (body.length > longestBody) return answer(413, "表单太大");
    const location = await work(new URLSearchParams(body), request);
    if (location === null) return answer(400, "参数错误");
    return new Response(null, { status: 303, headers: { location, "cache-control": "no-store" } });
  });
