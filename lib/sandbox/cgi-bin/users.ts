import { accountNames, sandboxAccounts } from "../accounts";
import { type ApiAnswer, refuse, succeed } from "../api-answers";
import { missing } from "../credentials";
import { type Explanation, sections } from "../explanation";
import { type PersonState, personByOpenid, readPeople, readPerson } from "../people";
import { bearerOf, onlyOfficialAccount } from "./bearer";
import { type CgiRequest, isAnswer } from "./request";

/** Followers of the official account. */

const languages = ["zh_CN", "zh_TW", "en"];

/** A remark on a `lang` that WeChat does not know; nothing is translated here anyway. */
export function languageNotes(
  query: URLSearchParams,
  section: Explanation["section"],
): Explanation | undefined {
  const lang = query.get("lang");
  if (lang === null || languages.includes(lang)) return undefined;
  return { section, notes: [`lang 只有 ${languages.join("、")}；给的是“${lang}”，按 zh_CN 处理`] };
}

/** GET cgi-bin/user/info. Of one who does not follow, nothing but that is told. (User information) */
export async function userInfoCall({ query }: CgiRequest): Promise<ApiAnswer> {
  const section = sections.userInfo;
  const bearer = await bearerOf(query, section);
  if (isAnswer(bearer)) return bearer;
  const refusal = onlyOfficialAccount(bearer, section) ?? missing(query, [["openid", 41009]], section);
  if (refusal) return refusal;
  const openid = query.get("openid") ?? "";
  const known = personByOpenid(bearer.appid, openid);
  if (!known) return nobody("openid", openid, section);
  const person = await readPerson(known.id);
  const who = `${person.nickname}${person.follows ? "" : "没有关注：只有 openid 和 unionid"}`;
  return succeed(infoOf(person, openid), who, languageNotes(query, section));
}

function infoOf(person: PersonState, openid: string): Record<string, unknown> {
  if (!person.follows) return { subscribe: 0, openid, unionid: person.unionid };
  return {
    subscribe: 1,
    openid,
    language: "zh_CN",
    subscribe_time: Math.floor(new Date(person.followedAt ?? 0).getTime() / 1000),
    unionid: person.unionid,
    remark: "",
    groupid: 0,
    tagid_list: [],
    subscribe_scene: "ADD_SCENE_SEARCH",
    qr_scene: 0,
    qr_scene_str: "",
  };
}

function nobody(field: string, given: string, section: Explanation["section"]): ApiAnswer {
  const other = (["qrcode", "mobile"] as const).find((kind) =>
    personByOpenid(sandboxAccounts[kind].appid, given),
  );
  const advice = other
    ? `这是同一个人在${accountNames[other]}的 openid：每个 appid 的 openid 都不同，用 unionid 对上`
    : "核对它是不是这个公众号的用户";
  return refuse(40003, { rule: "公众号没有这个 openid 的用户", section, field, given, advice });
}

/** How many openids user/get gives at a time. */
const pageSize = 10_000;

/** GET cgi-bin/user/get: the followers' openids, in their own order. (List of followers) */
export async function userGetCall({ query }: CgiRequest, size = pageSize): Promise<ApiAnswer> {
  const section = sections.userGet;
  const bearer = await bearerOf(query, section);
  if (isAnswer(bearer)) return bearer;
  const refusal = onlyOfficialAccount(bearer, section);
  if (refusal) return refusal;
  const after = query.get("next_openid") ?? "";
  if (after !== "" && !personByOpenid(bearer.appid, after)) return nobody("next_openid", after, section);
  const followers = (await readPeople()).filter((person) => person.follows);
  // By their openids, so that one who left in the meantime still marks a place.
  const all = followers.map((person) => person.openids.mp).sort();
  const openid = all.filter((candidate) => candidate > after).slice(0, size);
  const body = {
    total: all.length,
    count: openid.length,
    ...(openid.length > 0 ? { data: { openid } } : {}),
    next_openid: openid.at(-1) ?? "",
  };
  return succeed(body, `${openid.length} 个 openid，共 ${all.length} 个粉丝`);
}
