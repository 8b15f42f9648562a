import { accountKind, accountNames, sandboxAccounts } from "./accounts";
import { type ApiAnswer, type Errcode, refuse } from "./api-answers";
import type { Explanation } from "./explanation";

/** What the calls of api.weixin.qq.com check alike: fields that are there, the account, its secret. */

/** A call's parameters, wherever they came from. */
export interface Fields {
  get(name: string): string | null;
}

type Section = Explanation["section"];

/** Refuses the first of the fields that is absent or empty, with its own number. */
export function missing(
  fields: Fields,
  names: readonly (readonly [string, Errcode])[],
  section: Section,
): ApiAnswer | null {
  const found = names.find(([name]) => !fields.get(name));
  return found ? refuse(found[1], { rule: `${found[0]} 必填`, section, field: found[0] }) : null;
}

export function checkAppid(appid: string, section: Section): ApiAnswer | null {
  if (accountKind(appid) !== null) return null;
  const expected = Object.entries(accountNames)
    .map(([kind, name]) => `${name} ${sandboxAccounts[kind as keyof typeof accountNames].appid}`)
    .join("、");
  return refuse(40013, { rule: "没有这个 appid", section, field: "appid", expected, given: appid });
}

/** The secret must be that of the appid, which is known to be one of ours. */
export function checkSecret(
  appid: string,
  secret: string,
  section: Section,
  field = "secret",
): ApiAnswer | null {
  const kind = accountKind(appid);
  if (kind === null || secret === sandboxAccounts[kind].secret) return null;
  const owner = (["mp", "qrcode", "mobile"] as const).find(
    (other) => sandboxAccounts[other].secret === secret,
  );
  return refuse(40125, {
    rule: `${field} 不是这个 appid（${accountNames[kind]}）的`,
    section,
    field,
    expected: sandboxAccounts[kind].secret,
    given: secret,
    advice: owner ? `这是${accountNames[owner]}的 secret：两个账号的设置放反了` : "重新复制一遍 AppSecret",
  });
}

export function checkGrantType(fields: Fields, expected: string, section: Section): ApiAnswer | null {
  const given = fields.get("grant_type") ?? "";
  if (given === expected) return null;
  return refuse(40002, {
    rule: `grant_type 固定为 ${expected}`,
    section,
    field: "grant_type",
    expected,
    given,
  });
}
