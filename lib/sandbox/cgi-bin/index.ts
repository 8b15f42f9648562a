import { type ApiAnswer, refuse } from "../api-answers";
import { sections } from "../explanation";
import { serverIpsCall } from "./network";
import { clearQuotaCall, clearQuotaV2Call } from "./quota";
import type { CgiRequest } from "./request";
import { ticketCall } from "./ticket";
import { plainTokenCall, stableTokenCall } from "./token";
import { userGetCall, userInfoCall } from "./users";

export type { CgiRequest } from "./request";

interface Call {
  method: "GET" | "POST";
  answer: (request: CgiRequest) => Promise<ApiAnswer>;
}

const get = (answer: Call["answer"]): Call => ({ method: "GET", answer });
const post = (answer: Call["answer"]): Call => ({ method: "POST", answer });

const calls: ReadonlyMap<string, Call> = new Map([
  ["/cgi-bin/token", get(plainTokenCall)],
  ["/cgi-bin/stable_token", post(stableTokenCall)],
  ["/cgi-bin/ticket/getticket", get(ticketCall)],
  ["/cgi-bin/user/info", get(userInfoCall)],
  ["/cgi-bin/user/get", get((request) => userGetCall(request))],
  ["/cgi-bin/clear_quota", post(clearQuotaCall)],
  ["/cgi-bin/clear_quota/v2", post(clearQuotaV2Call)],
  ["/cgi-bin/getcallbackip", get(serverIpsCall)],
  ["/cgi-bin/get_api_domain_ip", get(serverIpsCall)],
]);

/** api.weixin.qq.com/cgi-bin: what an account does by itself. @returns null for an address that is not there */
export async function answerCgiBin(path: string, request: CgiRequest): Promise<ApiAnswer | null> {
  const call = calls.get(path);
  if (!call) return null;
  const method = request.method === "HEAD" ? "GET" : request.method;
  return method === call.method ? call.answer(request) : wrongMethod(call.method, request.method);
}

function wrongMethod(expected: Call["method"], given: string): ApiAnswer {
  const why = { section: sections.cgiTransport, field: "HTTP 方法", expected, given };
  if (expected === "GET") return refuse(43001, { rule: "这个接口用 GET，参数在查询参数里", ...why });
  const advice = "参数写成 JSON，放在 POST 的请求体里";
  return refuse(43002, { rule: "这个接口只接受 POST", ...why, advice });
}
