import { z } from "zod";
import { transaction } from "@/lib/db";
import { type ApiAnswer, refuse, succeed } from "../api-answers";
import { checkAppid, checkSecret, missing } from "../credentials";
import { sections } from "../explanation";
import { setFault } from "../faults";
import { bearerOf } from "./bearer";
import { type CgiRequest, isAnswer, readJson } from "./request";
import { templateUse } from "./template-send";
import { uses } from "./token-book";
import { countUse, day, forgetUses, month } from "./usage";

/** How often a month an account may set its quotas back; both ways count together. */
export const monthlyLimit = 10;
const section = sections.clearQuota;

/** POST cgi-bin/clear_quota, with an access_token. (Clear quota) */
export async function clearQuotaCall(request: CgiRequest): Promise<ApiAnswer> {
  const bearer = await bearerOf(request.query, section);
  if (isAnswer(bearer)) return bearer;
  const input = readJson(request, z.object({ appid: z.string().optional() }), section);
  if (isAnswer(input)) return input;
  const { appid = "" } = input;
  if (appid === bearer.appid) return clear(appid);
  const wrong = { section, field: "appid", expected: bearer.appid, given: appid };
  return refuse(40013, { rule: "appid 必须是这个 access_token 的账号", ...wrong });
}

const v2Input = z.object({ appid: z.string().optional(), appsecret: z.string().optional() });

/** POST cgi-bin/clear_quota/v2, with appid and appsecret, in the body or in the query. (Clear quota) */
export async function clearQuotaV2Call(request: CgiRequest): Promise<ApiAnswer> {
  const inQuery = request.query.has("appid") && request.body.trim() === "";
  const input = inQuery ? Object.fromEntries(request.query) : readJson(request, v2Input, section);
  if (isAnswer(input)) return input;
  const { appid = "", appsecret = "" } = v2Input.parse(input);
  const fields = new Map([
    ["appid", appid],
    ["appsecret", appsecret],
  ]);
  const get = (name: string): string | null => fields.get(name) ?? null;
  const refusal =
    missing({ get }, [["appid", 41002]], section) ??
    checkAppid(appid, section) ??
    missing({ get }, [["appsecret", 41004]], section) ??
    checkSecret(appid, appsecret, section, "appsecret");
  return refusal ?? clear(appid);
}

async function clear(appid: string): Promise<ApiAnswer> {
  const used = await transaction(async (tx) => {
    const count = await countUse(tx, appid, uses.clearQuota, month());
    if (count <= monthlyLimit)
      await forgetUses(tx, appid, [uses.token, uses.stable_token, templateUse], day());
    return count;
  });
  if (used > monthlyLimit) {
    const advice = "下个月再用；平时把 access_token 存起来共用，就用不完";
    return refuse(48006, { rule: `清零每月 ${monthlyLimit} 次，已经用完`, section, advice });
  }
  // A quota that the console declared used up is full again, too.
  await setFault("token_quota", false);
  return succeed({ errcode: 0, errmsg: "ok" }, `今天的调用次数已清零，本月第 ${used} 次`);
}
