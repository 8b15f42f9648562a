import { z } from "zod";
import { type ApiAnswer, refuse, succeed } from "../api-answers";
import { checkAppid, checkGrantType, checkSecret, type Fields, missing } from "../credentials";
import { type Explanation, sections } from "../explanation";
import { strikes } from "../faults";
import { bothForms, isAllowed, readAllowList } from "./allow-list";
import { type CgiRequest, isAnswer, readJson } from "./request";
import { issueToken, limits, type StableToken, secondsLeft, stableToken, type TokenRow } from "./token-book";

/** The account's own access_token, from either issuer. */

type Section = Explanation["section"];

/** GET cgi-bin/token. (Access token) */
export async function plainTokenCall({ query, ip }: CgiRequest): Promise<ApiAnswer> {
  const section = sections.cgiToken;
  const refusal = checkClient(query, section) ?? (await checkAccess(ip, section));
  if (refusal) return refusal;
  if (await strikes("token_quota")) return usedUp(section, "控制台安排的故障：今天的次数用完了");
  const row = await issueToken(query.get("appid") ?? "");
  if (!row) return usedUp(section, `cgi-bin/token 每天 ${limits.token} 次`);
  const notes = ["每调一次就换一个新的：之前那个只再活 5 分钟。几处程序各取各的，就会互相挤掉"];
  return succeed(bodyOf(row), "新的 access_token，旧的再活 5 分钟", { section, notes });
}

const stableInput = z.object({
  grant_type: z.string().optional(),
  appid: z.string().optional(),
  secret: z.string().optional(),
  force_refresh: z.boolean().optional(),
});

/** POST cgi-bin/stable_token. (Stable access token) */
export async function stableTokenCall(request: CgiRequest): Promise<ApiAnswer> {
  const section = sections.cgiStableToken;
  const input = readJson(request, stableInput, section);
  if (isAnswer(input)) return input;
  const { force_refresh: force = false, ...texts } = input;
  const fields = new Map(Object.entries(texts));
  const get = (name: string): string | null => fields.get(name) ?? null;
  const refusal = checkClient({ get }, section) ?? (await checkAccess(request.ip, section));
  if (refusal) return refusal;
  if (await strikes("token_quota")) return usedUp(section, "控制台安排的故障：今天的次数用完了");
  const taken = await stableToken(texts.appid ?? "", force);
  if (!taken) return usedUp(section, `cgi-bin/stable_token 每天 ${limits.stable_token} 次`);
  return stableAnswer(taken, force, section);
}

const bodyOf = (row: TokenRow): Record<string, unknown> => ({
  access_token: row.token,
  expires_in: secondsLeft(row),
});

const unforcedNotes: Readonly<Record<NonNullable<StableToken["unforced"]>, string>> = {
  "too-soon": `force_refresh 没有生效：两次强制刷新至少间隔 ${limits.forcedApartSeconds} 秒，返回的还是原来的 token`,
  "used-up": `force_refresh 没有生效：强制刷新每天 ${limits.forced} 次，已经用完，返回的还是原来的 token`,
};

function stableAnswer({ row, unforced }: StableToken, force: boolean, section: Section): ApiAnswer {
  const left = secondsLeft(row);
  const happened =
    force && !unforced ? "强制刷新：旧的 access_token 立即失效" : `稳定版 access_token，还有 ${left} 秒`;
  const outcome = unforced ? `没有强制刷新，原来的 access_token 还有 ${left} 秒` : happened;
  return succeed(bodyOf(row), outcome, unforced ? { section, notes: [unforcedNotes[unforced]] } : undefined);
}

function checkClient(fields: Fields, section: Section): ApiAnswer | null {
  const appid = fields.get("appid") ?? "";
  return (
    checkGrantType(fields, "client_credential", section) ??
    missing(fields, [["appid", 41002]], section) ??
    checkAppid(appid, section) ??
    missing(fields, [["secret", 41004]], section) ??
    checkSecret(appid, fields.get("secret") ?? "", section)
  );
}

/** Whether the right secret may be used, and from there. */
async function checkAccess(ip: string, section: Section): Promise<ApiAnswer | null> {
  if (await strikes("secret_frozen")) {
    const rule = "控制台安排的故障：AppSecret 被冻结了";
    return refuse(40243, {
      rule,
      section,
      field: "secret",
      advice: "在公众平台解冻 AppSecret，10 分钟后生效",
    });
  }
  const list = await readAllowList();
  const fault = await strikes("ip_refused");
  if (!fault && isAllowed(ip, list)) return null;
  const why: Explanation = {
    rule: fault ? "控制台安排的故障：这个 IP 不在白名单里" : "调用的 IP 不在白名单里",
    section: sections.ipAllowList,
    field: "IP",
    expected: list.join("、"),
    given: ip,
    advice: `把 ${ip} 加进公众平台的 IP 白名单（可以用网段）；出口 IP 会变的机器，走一个固定 IP 的代理（WECHAT_GATEWAY_URL）`,
  };
  return refuse(40164, why, `invalid ip ${bothForms(ip)}, not in whitelist`);
}

function usedUp(section: Section, rule: string): ApiAnswer {
  const advice =
    "所有进程共用一个存起来的 access_token，到期前再取；用 cgi-bin/clear_quota 清零（每月 10 次）";
  return refuse(45009, { rule, section, advice });
}
