import { BodyTooLarge, readText } from "@/lib/request-body";
import { type Handler, isSameOrigin, route } from "@/lib/sandbox/gate";

const longestBody = 16 * 1024;

const answer = (status: number, text: string) =>
  new Response(text, { status, headers: { "content-type": "text/plain; charset=utf-8" } });

/** The browser goes there, with another page or back to the shop. */
export const seeOther = (location: string, headers: Record<string, string> = {}) =>
  new Response(null, { status: 303, headers: { location, "cache-control": "no-store", ...headers } });

type Work = (form: URLSearchParams, request: Request) => Promise<Response | null>;

/**
 * The route of a posted form; `work` answers null when the form makes no sense.
 * 404 while the sandbox is off, 403 for a stranger's form.
 */
export function formRoute(work: Work) {
  const post: Handler<unknown> = async (request) => {
    if (!isSameOrigin(request.headers)) return answer(403, "这个表单不是从本站提交的");
    const body = await readText(request, longestBody).catch((error: unknown) => {
      if (error instanceof BodyTooLarge) return null;
      throw error;
    });
    if (body === null) return answer(413, "表单太大");
    return (await work(new URLSearchParams(body), request)) ?? answer(400, "参数错误");
  };
  return route({ POST: post });
}
