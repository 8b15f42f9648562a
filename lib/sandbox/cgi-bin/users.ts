import { z } from "zod";
import { db } from "@/lib/db";
import { type ApiAnswer, done, refuse, succeed } from "../api-answers";
import { missing } from "../credentials";
import { type Explanation, sections } from "../explanation";
import { ensurePeople, type PersonState, personByOpenid, readPerson } from "../people";
import { tagsOf } from "../tag-book";
import { bearerOf, onlyOfficialAccount } from "./bearer";
import { checkedInput, optionalText } from "./checked";
import { followers, nobody, pageOf, userOf } from "./openids";
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
  return succeed(await infoOf(person, openid), who, languageNotes(query, section));
}

async function infoOf(person: PersonState, openid: string): Promise<Record<string, unknown>> {
  if (!person.follows) return { subscribe: 0, openid, unionid: person.unionid };
  const row = await db().sandboxPerson.findUniqueOrThrow({ where: { id: person.id } });
  const tags = await tagsOf(person.id);
  return {
    subscribe: 1,
    openid,
    language: "zh_CN",
    subscribe_time: Math.floor(new Date(person.followedAt ?? 0).getTime() / 1000),
    unionid: person.unionid,
    remark: row.remark,
    groupid: tags[0] ?? 0,
    tagid_list: tags,
    subscribe_scene: row.scene,
    qr_scene: row.qrScene,
    qr_scene_str: row.qrSceneStr,
  };
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
  // By their openids, so that one who left in the meantime still marks a place.
  const all = (await followers()).map((person) => person.openids.mp);
  const openid = pageOf(all, after, size);
  const body = {
    total: all.length,
    count: openid.length,
    ...(openid.length > 0 ? { data: { openid } } : {}),
    next_openid: openid.at(-1) ?? "",
  };
  return succeed(body, `${openid.length} 个 openid，共 ${all.length} 个粉丝`);
}

const batch = 100;

const batchInput = z.object({
  user_list: z
    .array(z.object({ openid: optionalText, lang: z.string().optional() }))
    .optional()
    .default([]),
});

/** POST cgi-bin/user/info/batchget: up to 100 at once. (User information, many) */
export async function userInfoBatchCall(request: CgiRequest): Promise<ApiAnswer> {
  const section = sections.userBatch;
  const given = await checkedInput(request, batchInput, section);
  if (isAnswer(given)) return given;
  const asked = given.user_list;
  if (asked.length === 0 || asked.length > batch) {
    const why = { section, field: "user_list", expected: `1–${batch} 个`, given: `${asked.length} 个` };
    return refuse(40032, { rule: `user_list 每次 1–${batch} 个`, ...why });
  }
  const list: Record<string, unknown>[] = [];
  for (const [index, { openid }] of asked.entries()) {
    const known = userOf(openid, `user_list.${index}.openid`, section);
    if (isAnswer(known)) return known;
    list.push(await infoOf(await readPerson(known.id), openid));
  }
  return succeed({ user_info_list: list }, `${list.length} 个人`);
}

const longestRemark = 30;

/** POST cgi-bin/user/info/updateremark: of a follower. (Remark) */
export async function updateRemarkCall(request: CgiRequest): Promise<ApiAnswer> {
  const section = sections.userRemark;
  const given = await checkedInput(
    request,
    z.object({ openid: optionalText, remark: optionalText }),
    section,
  );
  if (isAnswer(given)) return given;
  const known = userOf(given.openid, "openid", section);
  if (isAnswer(known)) return known;
  if (Buffer.byteLength(given.remark) > longestRemark) {
    const rule = `备注名最长 ${longestRemark} 字节`;
    return refuse(40092, { rule, section, field: "remark", given: given.remark });
  }
  await ensurePeople();
  const { count } = await db().sandboxPerson.updateMany({
    where: { id: known.id, follows: true },
    data: { remark: given.remark },
  });
  if (count > 0) return done(given.remark === "" ? "备注名清空了" : `备注名：${given.remark}`);
  return refuse(46004, {
    rule: "只能给粉丝设置备注名：这个人没有关注",
    section,
    field: "openid",
    given: given.openid,
  });
}
