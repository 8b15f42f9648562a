import { z } from "zod";
import { now } from "@/lib/clock";
import { db } from "@/lib/db";
import { sandboxAccounts } from "../accounts";
import { type ApiAnswer, done, refuse, succeed } from "../api-answers";
import { sections } from "../explanation";
import type { Call } from "./calls";
import { checkedInput, optionalText } from "./checked";
import { type CgiRequest, isAnswer } from "./request";
import { templateQuota, templateUse } from "./template-send";
import { limits, uses } from "./token-book";
import { day } from "./usage";

/** How often interfaces were called, and what a call was. */

const section = sections.openapi;

/** What the sandbox counts against a limit; the other calls are looked up in the ledger. */
const counted: ReadonlyMap<string, { use: string; limit: number }> = new Map([
  ["/cgi-bin/token", { use: uses.token, limit: limits.token }],
  ["/cgi-bin/stable_token", { use: uses.stable_token, limit: limits.stable_token }],
  ["/cgi-bin/message/template/send", { use: templateUse, limit: templateQuota }],
]);
const usualLimit = 5_000_000;

const beijingOffsetMs = 8 * 3_600_000;

/** When the day began in Beijing. */
function midnight(): Date {
  const there = new Date(now().getTime() + beijingOffsetMs);
  there.setUTCHours(0, 0, 0, 0);
  return new Date(there.getTime() - beijingOffsetMs);
}

/** POST cgi-bin/openapi/quota/get, for the paths that `known` has. (Calls and rid) */
export const quotaGetCall = (known: (path: string) => boolean): Call["answer"] => {
  return async (request) => {
    const given = await checkedInput(request, z.object({ cgi_path: optionalText }), section);
    if (isAnswer(given)) return given;
    const path = given.cgi_path;
    if (!known(path)) {
      const advice = "写成 /cgi-bin/message/custom/send 这样：前面有 /，没有域名和参数";
      return refuse(76021, { rule: "没有这个接口", section, field: "cgi_path", given: path, advice });
    }
    const { used, limit } = await usedToday(path);
    const quota = { daily_limit: limit, used, remain: Math.max(0, limit - used) };
    const notes = ["没有计数的接口按账本数：账本只留最近 500 条"];
    const why = counted.has(path) ? undefined : { section, notes };
    return succeed({ errcode: 0, errmsg: "ok", quota }, `${path} 今天用了 ${used} 次`, why);
  };
};

async function usedToday(path: string): Promise<{ used: number; limit: number }> {
  const rule = counted.get(path);
  if (rule) {
    const key = { appid: sandboxAccounts.mp.appid, name: rule.use, period: day() };
    const row = await db().sandboxUsage.findUnique({ where: { appid_name_period: key } });
    return { used: Math.min(row?.count ?? 0, rule.limit), limit: rule.limit };
  }
  const address = `https://api.weixin.qq.com${path}`;
  const used = await db().sandboxCall.count({ where: { direction: "in", address, at: { gte: midnight() } } });
  return { used, limit: usualLimit };
}

/** POST cgi-bin/openapi/rid/get: the call whose refusal carried this rid. (Calls and rid) */
export async function ridGetCall(request: CgiRequest): Promise<ApiAnswer> {
  const given = await checkedInput(request, z.object({ rid: optionalText }), section);
  if (isAnswer(given)) return given;
  const { rid } = given;
  const call = /^[\da-f]{8}(-[\da-f]{8}){2}$/.test(rid)
    ? await db().sandboxCall.findFirst({ where: { direction: "in", answer: { contains: `rid: ${rid}` } } })
    : null;
  if (!call) {
    const advice = "rid 在 errmsg 的末尾；沙箱的账本只留最近 500 条";
    return refuse(76001, { rule: "没有这个 rid 的请求", section, field: "rid", given: rid, advice });
  }
  const [line = "", body = ""] = splitOnce(call.request, "\n\n");
  const told = {
    invoke_time: Math.floor(call.at.getTime() / 1000),
    cost_in_ms: call.durationMs,
    request_url: line.replace(/^\S+ [^?]*\??/, ""),
    request_body: body,
    response_body: call.answer,
    client_ip: request.ip,
  };
  return succeed({ errcode: 0, errmsg: "ok", request: told }, call.outcome);
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at + separator.length)];
}

const checkActions = ["all", "dns", "ping"];
const operators = ["DEFAULT", "CHINANET", "UNICOM", "CAP"];

const checkInput = z.object({ action: optionalText, check_operator: optionalText });

/** POST cgi-bin/callback/check: whether the shop's server can be reached; here it is this machine. (Network check) */
export async function callbackCheckCall(request: CgiRequest): Promise<ApiAnswer> {
  const where = sections.callbackCheck;
  const given = await checkedInput(request, checkInput, where);
  if (isAnswer(given)) return given;
  const { action, check_operator: operator } = given;
  if (!checkActions.includes(action)) {
    const expected = checkActions.join("、");
    return refuse(40202, {
      rule: `action 是 ${expected} 之一`,
      section: where,
      field: "action",
      expected,
      given: action,
    });
  }
  if (!operators.includes(operator)) {
    const why = { section: where, field: "check_operator", expected: operators.join("、"), given: operator };
    return refuse(40203, { rule: "check_operator 不对", ...why });
  }
  const dns = [{ ip: "127.0.0.1", real_operator: operator === "DEFAULT" ? "UNICOM" : operator }];
  const ping = [{ ip: "127.0.0.1", from_operator: operator, package_loss: "0%", time: "0.052ms" }];
  const body = { ...(action === "ping" ? {} : { dns }), ...(action === "dns" ? {} : { ping }) };
  const notes = ["沙箱和店铺在同一台机器上：结果是写好的，没有真的去 ping"];
  return { ...done("网络检测", { section: where, notes }), body };
}
