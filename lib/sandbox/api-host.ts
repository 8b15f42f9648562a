import { type ApiAnswer, type ApiFile, answerText, refuse } from "./api-answers";
import { answerCgiBin } from "./cgi-bin";
import { callerIp } from "./cgi-bin/allow-list";
import { type Explanation, sections } from "./explanation";
import { strikes } from "./faults";
import { record } from "./ledger";
import { type Pause, pauseFor } from "./pause";
import { answerSns } from "./sns";
import { type ApiBody, bodyLimit, readApiBody } from "./uploads";

/** api.weixin.qq.com, as HTTP. */

/** How late a slow answer comes. */
const slowMs = 15_000;

interface HttpAnswer {
  status: number;
  type: string;
  body: string;
  /** In place of the body, which then only says for the ledger what it is. */
  file?: ApiFile | undefined;
  outcome: string;
  ok: boolean;
  why?: Explanation | undefined;
}

/**
 * Answers a call of api.weixin.qq.com and writes it to the ledger: HTTP 200 for refusals.
 * @param pause for tests, in place of waiting
 */
export async function answerApi(path: string, request: Request, pause: Pause = pauseFor): Promise<Response> {
  const started = performance.now();
  const body = await readApiBody(path, request);
  const { answer, late } = await answerOf(path, request, body);
  if (late) await pause(slowMs, request.signal);
  const gone = late && request.signal.aborted;
  const text = body === null ? "（请求体太大，没有读完）" : body.shown;
  await record({
    direction: "in",
    method: request.method,
    address: `https://api.weixin.qq.com${path}`,
    request: `${request.method} ${path}${new URL(request.url).search}${text ? `\n\n${text}` : ""}`,
    answer: gone ? "" : answer.body,
    httpStatus: gone ? 0 : answer.status,
    outcome: gone ? `调用方没等到应答就断开了（${answer.outcome}）` : answer.outcome,
    ok: gone ? false : answer.ok,
    why: answer.why,
    durationMs: performance.now() - started,
  });
  if (answer.file) return fileResponse(answer.file);
  return new Response(answer.body, { status: answer.status, headers: { "content-type": answer.type } });
}

function fileResponse({ mime, filename, bytes }: ApiFile): Response {
  // What stands between the quotes must be plain: names that people chose go into the encoded form.
  const plain = filename.replace(/[^\w.-]/g, "_");
  const disposition = `attachment; filename="${plain}"`;
  const named = plain === filename ? "" : `; filename*=UTF-8''${encodeURIComponent(filename)}`;
  const headers = { "content-type": mime, "content-disposition": `${disposition}${named}` };
  return new Response(bytes, { headers });
}

async function answerOf(
  path: string,
  request: Request,
  body: ApiBody | null,
): Promise<{ answer: HttpAnswer; late: boolean }> {
  const broken = await brokenAnswer();
  if (broken) return { answer: broken, late: false };
  const late = await strikes("api_slow");
  if (body === null) return { answer: html(413, "Request Entity Too Large", tooLarge(path)), late };
  const answer = jsonAnswer(path, await apiAnswer(path, request, body));
  if (!late) return { answer, late };
  const notes = ["控制台安排的故障：应答晚了 15 秒，而事情已经办了", ...(answer.why?.notes ?? [])];
  return { answer: { ...answer, why: { ...answer.why, notes } }, late };
}

async function apiAnswer(path: string, request: Request, body: ApiBody): Promise<ApiAnswer | null> {
  const query = new URL(request.url).searchParams;
  if (await strikes("api_error")) return refuse(-1, { rule: "控制台安排的故障：系统繁忙，稍候再试" });
  if (await strikes("api_busy")) {
    const advice = "等到下一分钟再调；把 token 和 ticket 存起来共用，就不会这么频繁";
    return refuse(45011, { rule: "控制台安排的故障：这一分钟调用太多", advice });
  }
  if (path.startsWith("/sns/")) return answerSns(path, query);
  const { text, upload } = body;
  const call = { method: request.method, query, body: text, ip: callerIp(request.headers) };
  return answerCgiBin(path, upload ? { ...call, upload } : call);
}

/** sns calls itself text, cgi-bin JSON with an odd parameter: as WeChat does. */
function jsonAnswer(path: string, answer: ApiAnswer | null): HttpAnswer {
  const type = path.startsWith("/sns/") ? "text/plain; charset=utf-8" : "application/json; encoding=utf-8";
  if (!answer) {
    const body = JSON.stringify({ errcode: 404, errmsg: "not found" });
    return { status: 404, type, body, outcome: "沙箱没有这个接口", ok: false };
  }
  const { outcome, ok, why, file } = answer;
  const body = file ? `（${file.mime}，${file.bytes.length} 字节）` : answerText(answer.body);
  return { status: 200, type, body, outcome, ok, why, file };
}

const tooLarge = (path: string): Explanation => ({
  rule: `请求体最大 ${bodyLimit(path) / 1024} KB`,
  section: sections.cgiTransport,
});

function html(status: number, title: string, why: Explanation): HttpAnswer {
  const heading = status === 200 ? title : `${status} ${title}`;
  const body = `<html>\n<head><title>${heading}</title></head>\n<body>\n<center><h1>${heading}</h1></center>\n</body>\n</html>\n`;
  return { status, type: "text/html", body, outcome: `HTTP ${status}，一个 HTML 页面`, ok: false, why };
}

/** What a client meets when something stands between it and WeChat. */
async function brokenAnswer(): Promise<HttpAnswer | null> {
  if (await strikes("api_down")) {
    return html(502, "Bad Gateway", { rule: "控制台安排的故障：微信的接口连不上，网关答了 502" });
  }
  if (await strikes("api_html")) {
    const rule = "控制台安排的故障：HTTP 200，内容却是 HTML，多半来自代理或运营商";
    return html(200, "网络异常", { rule, advice: "先看是不是 JSON，再解析；不是就当作连不上" });
  }
  return null;
}
