import { z } from "zod";
import { sandboxAccounts } from "../accounts";
import { type ApiAnswer, done, refuse, succeed } from "../api-answers";
import { sections } from "../explanation";
import { openidOf, type PersonId } from "../people";
import {
  blacklistTag,
  createTag,
  deleteTag,
  isReserved,
  isTag,
  listTags,
  mostTags,
  mostTagsOfUser,
  peopleWith,
  renameTag,
  tagPeople,
  tagsOf,
  untagPeople,
} from "../tag-book";
import { checkedInput, optionalText, refuseStranger } from "./checked";
import { followers, followersOf, nobody, pageBody, pageOf, userOf } from "./openids";
import { type CgiRequest, isAnswer } from "./request";

/** Tags of the account's users. */

const section = sections.tags;
const longestName = 30;
const pageSize = 10_000;
const batch = 50;

const named = z.object({ tag: z.object({ id: z.number().optional(), name: optionalText }) });

function refuseName(name: string): ApiAnswer | null {
  const why = { section, field: "tag.name", given: name };
  if (name.trim() === "") return refuse(45157, { rule: "标签要有名字", ...why });
  const size = Buffer.byteLength(name);
  if (size <= longestName) return null;
  const advice = "一个汉字 3 字节，最多 10 个汉字";
  return refuse(45158, { rule: `标签名最长 ${longestName} 字节，这个有 ${size} 字节`, ...why, advice });
}

function takenName(name: string): ApiAnswer {
  return refuse(45157, { rule: "已经有同名的标签", section, field: "tag.name", given: name });
}

/** Refuses a tag that is not there, or is WeChat's own. */
async function refuseTag(
  id: number | undefined,
  field: string,
  mayBeReserved: boolean,
): Promise<ApiAnswer | null> {
  const why = { section, field, given: String(id ?? "") };
  if (id !== undefined && isReserved(id) && !mayBeReserved) {
    return refuse(45058, { rule: "0、1、2 是系统默认保留的标签，不能改也不能删", ...why });
  }
  const there = id !== undefined && Number.isInteger(id) && id !== blacklistTag && (await isTag(id));
  return there ? null : refuse(45159, { rule: "没有这个标签", ...why, advice: "用 tags/get 查标签的 id" });
}

/** POST cgi-bin/tags/create. (Tags) */
export async function tagCreateCall(request: CgiRequest): Promise<ApiAnswer> {
  const given = await checkedInput(request, named, section);
  if (isAnswer(given)) return given;
  const { name } = given.tag;
  const refusal = refuseName(name);
  if (refusal) return refusal;
  const id = await createTag(name);
  if (id === "taken") return takenName(name);
  if (id === "full") return refuse(45056, { rule: `一个公众号最多 ${mostTags} 个标签`, section });
  return succeed({ tag: { id, name } }, `标签 ${id} ${name}`);
}

/** GET cgi-bin/tags/get. (Tags) */
export async function tagsGetCall(request: CgiRequest): Promise<ApiAnswer> {
  const refusal = await refuseStranger(request, section);
  if (refusal) return refusal;
  const tags = await listTags();
  return succeed({ tags }, `${tags.length} 个标签`);
}

/** POST cgi-bin/tags/update. (Tags) */
export async function tagUpdateCall(request: CgiRequest): Promise<ApiAnswer> {
  const given = await checkedInput(request, named, section);
  if (isAnswer(given)) return given;
  const { id, name } = given.tag;
  const refusal = (await refuseTag(id, "tag.id", false)) ?? refuseName(name);
  if (refusal) return refusal;
  return (await renameTag(id ?? 0, name)) === "taken" ? takenName(name) : done(`标签 ${id} 改名为 ${name}`);
}

/** POST cgi-bin/tags/delete: from everybody who has it, too. (Tags) */
export async function tagDeleteCall(request: CgiRequest): Promise<ApiAnswer> {
  const given = await checkedInput(
    request,
    z.object({ tag: z.object({ id: z.number().optional() }) }),
    section,
  );
  if (isAnswer(given)) return given;
  const { id } = given.tag;
  const refusal = await refuseTag(id, "tag.id", false);
  if (refusal) return refusal;
  await deleteTag(id ?? 0);
  return done(`标签 ${id} 删除了，粉丝身上的也一起去掉`);
}

const membersInput = z.object({
  openid_list: z.array(z.string()).optional().default([]),
  tagid: z.number().optional(),
});

/** Whom a call tags or untags with what; or its refusal. */
async function membersIn(request: CgiRequest): Promise<{ persons: PersonId[]; tagid: number } | ApiAnswer> {
  const given = await checkedInput(request, membersInput, section);
  if (isAnswer(given)) return given;
  const persons = await followersOf(given.openid_list, batch, section);
  if (isAnswer(persons)) return persons;
  const refusal = await refuseTag(given.tagid, "tagid", true);
  return refusal ?? { persons, tagid: given.tagid ?? 0 };
}

/** POST cgi-bin/tags/members/batchtagging. (Tags of users) */
export async function batchTaggingCall(request: CgiRequest): Promise<ApiAnswer> {
  const members = await membersIn(request);
  if (isAnswer(members)) return members;
  const { persons, tagid } = members;
  const full = await tagPeople(tagid, persons);
  if (full === null) return done(`给 ${persons.length} 个人打上标签 ${tagid}`);
  const openid = openidOf(sandboxAccounts.mp.appid, full);
  const rule = `一个粉丝最多 ${mostTagsOfUser} 个标签`;
  return refuse(45059, { rule, section, field: "openid_list", given: openid });
}

/** POST cgi-bin/tags/members/batchuntagging. (Tags of users) */
export async function batchUntaggingCall(request: CgiRequest): Promise<ApiAnswer> {
  const members = await membersIn(request);
  if (isAnswer(members)) return members;
  const { persons, tagid } = members;
  await untagPeople(tagid, persons);
  return done(`给 ${persons.length} 个人去掉标签 ${tagid}`);
}

/** POST cgi-bin/tags/getidlist: a user's tags. (Tags of users) */
export async function tagsOfUserCall(request: CgiRequest): Promise<ApiAnswer> {
  const given = await checkedInput(request, z.object({ openid: optionalText }), section);
  if (isAnswer(given)) return given;
  const person = userOf(given.openid, "openid", section);
  if (isAnswer(person)) return person;
  const ids = await tagsOf(person.id);
  return succeed({ tagid_list: ids }, `${ids.length} 个标签`);
}

const usersInput = z.object({ tagid: z.number().optional(), next_openid: optionalText });

/** POST cgi-bin/user/tag/get (GET with the same in its body is told apart by nobody): who has a tag. (Tags of users) */
export async function usersOfTagCall(request: CgiRequest, size = pageSize): Promise<ApiAnswer> {
  const given = await checkedInput(request, usersInput, section);
  if (isAnswer(given)) return given;
  const refusal = await refuseTag(given.tagid, "tagid", true);
  if (refusal) return refusal;
  const after = given.next_openid;
  if (after !== "" && isAnswer(userOf(after, "next_openid", section)))
    return nobody("next_openid", after, section);
  const tagged = new Set<string>(await peopleWith(given.tagid ?? 0));
  const openids = (await followers()).filter(({ id }) => tagged.has(id)).map(({ openids }) => openids.mp);
  const page = pageOf(openids, after, size);
  return succeed(pageBody(page), `${page.length} 个 openid，共 ${openids.length} 个`);
}
