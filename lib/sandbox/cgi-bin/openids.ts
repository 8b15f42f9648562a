import { accountNames, sandboxAccounts } from "../accounts";
import { type ApiAnswer, refuse } from "../api-answers";
import type { Explanation } from "../explanation";
import { type PersonId, type PersonState, personByOpenid, readPeople } from "../people";

/** Openids as calls give them. */

type Section = Explanation["section"];

/** The refusal of an openid that is nobody's here; it says whose it is when it is another account's. */
export function nobody(field: string, given: string, section: Section): ApiAnswer {
  const other = (["qrcode", "mobile"] as const).find((kind) =>
    personByOpenid(sandboxAccounts[kind].appid, given),
  );
  const advice = other
    ? `这是同一个人在${accountNames[other]}的 openid：每个 appid 的 openid 都不同，用 unionid 对上`
    : "核对它是不是这个公众号的用户";
  return refuse(40003, { rule: "公众号没有这个 openid 的用户", section, field, given, advice });
}

/** Who has this openid under the official account; the refusal for nobody's. */
export function userOf(openid: string, field: string, section: Section): { id: PersonId } | ApiAnswer {
  return personByOpenid(sandboxAccounts.mp.appid, openid) ?? nobody(field, openid, section);
}

/** Everybody who follows. */
export async function followers(): Promise<PersonState[]> {
  return (await readPeople()).filter((person) => person.follows);
}

/** The people of a list of openids; the refusal when it is too long, empty, or has a stranger in it. */
export async function followersOf(
  openids: readonly string[],
  longest: number,
  section: Section,
): Promise<PersonId[] | ApiAnswer> {
  const why = { section, field: "openid_list" };
  if (openids.length === 0 || openids.length > longest) {
    const given = `${openids.length} 个`;
    return refuse(40032, {
      rule: `openid_list 每次 1–${longest} 个`,
      ...why,
      expected: `1–${longest} 个`,
      given,
    });
  }
  const known = new Map((await followers()).map((person) => [person.openids.mp, person.id]));
  const stranger = openids.find((openid) => !known.has(openid));
  if (stranger === undefined) return openids.flatMap((openid) => known.get(openid) ?? []);
  const other = (["qrcode", "mobile"] as const).some((kind) =>
    personByOpenid(sandboxAccounts[kind].appid, stranger),
  );
  if (other) {
    const advice = "每个 appid 的 openid 都不同：用公众号的 openid";
    return refuse(49003, { rule: "openid 不属于这个公众号", ...why, given: stranger, advice });
  }
  return refuse(40003, { rule: "公众号没有这个粉丝", ...why, given: stranger });
}

/** A page of openids in their own order, after the one that the caller saw last. */
export function pageOf(openids: readonly string[], after: string, size: number): string[] {
  return openids
    .toSorted()
    .filter((openid) => openid > after)
    .slice(0, size);
}

/** How WeChat writes a page of openids. */
export const pageBody = (page: readonly string[]): Record<string, unknown> => ({
  count: page.length,
  ...(page.length > 0 ? { data: { openid: page } } : {}),
  next_openid: page.at(-1) ?? "",
});
