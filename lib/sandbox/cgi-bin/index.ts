import { type ApiAnswer, refuse } from "../api-answers";
import { sections } from "../explanation";
import { type Call, calls } from "./calls";
import { type CgiRequest, escapeNote } from "./request";

export type { CgiRequest } from "./request";

/** api.weixin.qq.com/cgi-bin: what an account does by itself. @returns null for an address that is not there */
export async function answerCgiBin(path: string, request: CgiRequest): Promise<ApiAnswer | null> {
  if (path.startsWith("/cgi-bin/message/mass/")) return refuseBroadcast();
  const call = calls.get(path);
  if (!call) return null;
  const method = request.method === "HEAD" ? "GET" : request.method;
  if (method !== call.method) return wrongMethod(call.method, request.method);
  const answer = await call.answer(request);
  return shown.some((start) => path.startsWith(start)) ? remarked(answer, escapeNote(request.body)) : answer;
}

/** Whose texts people get to see. (Custom menu; customer-service messages; template messages) */
const shown = ["/cgi-bin/menu/", "/cgi-bin/message/"];

function remarked(answer: ApiAnswer, note: string | null): ApiAnswer {
  if (note === null) return answer;
  return { ...answer, why: { ...answer.why, notes: [...(answer.why?.notes ?? []), note] } };
}

/** Whatever goes to everybody at once: a template is no place to try that out. */
function refuseBroadcast(): ApiAnswer {
  const advice = "逐个通知用模板消息或订阅通知；真要群发，在公众平台里做";
  return refuse(48001, { rule: "沙箱不群发：群发接口一律没有权限", section: sections.massSend, advice });
}

function wrongMethod(expected: Call["method"], given: string): ApiAnswer {
  const why = { section: sections.cgiTransport, field: "HTTP 方法", expected, given };
  if (expected === "GET") return refuse(43001, { rule: "这个接口用 GET，参数在查询参数里", ...why });
  const advice = "参数写成 JSON，放在 POST 的请求体里";
  return refuse(43002, { rule: "这个接口只接受 POST", ...why, advice });
}
