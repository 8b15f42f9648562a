import { z } from "zod";
import { parsedAnswer } from "../api-answer";
import type { Calls } from "./call";
import { bytes, checked, filled } from "./checked";
import type { TagMethods } from "./user-types";

const whole = z.coerce.number().int().min(0);
const tag = z.object({ id: whole, name: z.string() });

const createdAnswer = z.object({ tag });
const listAnswer = z.object({ tags: z.array(tag.extend({ count: whole.catch(0) })) });
const usersAnswer = z.object({
  data: z.object({ openid: z.array(z.string().min(1)) }).optional(),
  next_openid: z.string().nullish(),
});
const ofAnswer = z.object({ tagid_list: z.array(whole) });

const tagName = bytes(30);
const tagId = z.number().int().min(0);
const members = z.array(filled).min(1, "must be 1 to 50").max(50, "must be 1 to 50");

/** See TagMethods. */
export function tags(calls: Calls): TagMethods {
  const nameOf = (name: string) => checked("TAG", tagName, name, ["name"]);
  const idOf = (id: number) => checked("TAG", tagId, id, ["id"]);
  const mark = async (path: string, id: number, openids: readonly string[]) => {
    const openid_list = checked("TAG", members, openids, ["openids"]);
    await calls.post(`/cgi-bin/tags/members/${path}`, { openid_list, tagid: idOf(id) });
  };
  return {
    tagsCreate: async (name) => {
      const answer = await calls.post("/cgi-bin/tags/create", { tag: { name: nameOf(name) } });
      return parsedAnswer(createdAnswer, answer).tag;
    },
    tagsGet: async () => parsedAnswer(listAnswer, await calls.get("/cgi-bin/tags/get")).tags,
    tagsUpdate: async (id, name) => {
      await calls.post("/cgi-bin/tags/update", { tag: { id: idOf(id), name: nameOf(name) } });
    },
    tagsDelete: async (id) => void (await calls.post("/cgi-bin/tags/delete", { tag: { id: idOf(id) } })),
    usersOf: async (id, after) => {
      const body = { tagid: idOf(id), next_openid: after ?? "" };
      const { data, next_openid } = parsedAnswer(
        usersAnswer,
        await calls.post("/cgi-bin/user/tag/get", body),
      );
      const openids = data?.openid ?? [];
      return { openids, next: openids.length > 0 && next_openid ? next_openid : null };
    },
    tagUsers: (id, openids) => mark("batchtagging", id, openids),
    untagUsers: (id, openids) => mark("batchuntagging", id, openids),
    tagsOf: async (openid) => {
      const body = { openid: checked("TAG", filled, openid, ["openid"]) };
      return parsedAnswer(ofAnswer, await calls.post("/cgi-bin/tags/getidlist", body)).tagid_list;
    },
  };
}
