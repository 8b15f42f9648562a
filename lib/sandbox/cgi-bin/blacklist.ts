import { z } from "zod";
import { sandboxAccounts } from "../accounts";
import { type ApiAnswer, done, succeed } from "../api-answers";
import { sections } from "../explanation";
import { openidOf } from "../people";
import { blacklistTag, peopleWith, tagPeople, untagPeople } from "../tag-book";
import { checkedInput, optionalText } from "./checked";
import { followersOf, nobody, pageBody, pageOf, userOf } from "./openids";
import { type CgiRequest, isAnswer } from "./request";

/** The blacklist: people whom the account has shut out. */

const section = sections.blacklist;
const batch = 20;
const pageSize = 10_000;

/** POST cgi-bin/tags/members/getblacklist. (Blacklist) */
export async function blacklistCall(request: CgiRequest): Promise<ApiAnswer> {
  const given = await checkedInput(request, z.object({ begin_openid: optionalText }), section);
  if (isAnswer(given)) return given;
  const after = given.begin_openid;
  if (after !== "" && isAnswer(userOf(after, "begin_openid", section)))
    return nobody("begin_openid", after, section);
  const openids = (await peopleWith(blacklistTag)).map((id) => openidOf(sandboxAccounts.mp.appid, id));
  const page = pageOf(openids, after, pageSize);
  return succeed({ total: openids.length, ...pageBody(page) }, `黑名单里有 ${openids.length} 个人`);
}

const input = z.object({ openid_list: z.array(z.string()).optional().default([]) });

/** POST cgi-bin/tags/members/batchblacklist. (Blacklist) */
export async function batchBlacklistCall(request: CgiRequest): Promise<ApiAnswer> {
  const given = await checkedInput(request, input, section);
  if (isAnswer(given)) return given;
  const persons = await followersOf(given.openid_list, batch, section);
  if (isAnswer(persons)) return persons;
  await tagPeople(blacklistTag, persons);
  return done(`拉黑 ${persons.length} 个人`);
}

/** POST cgi-bin/tags/members/batchunblacklist. (Blacklist) */
export async function batchUnblacklistCall(request: CgiRequest): Promise<ApiAnswer> {
  const given = await checkedInput(request, input, section);
  if (isAnswer(given)) return given;
  const persons = await followersOf(given.openid_list, batch, section);
  if (isAnswer(persons)) return persons;
  await untagPeople(blacklistTag, persons);
  return done(`取消拉黑 ${persons.length} 个人`);
}
