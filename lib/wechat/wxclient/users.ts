import { z } from "zod";
import { parsedAnswer } from "../api-answer";
import { byteLength } from "../wxpay/text";
import type { Calls } from "./call";
import { checked, filled } from "./checked";
import type { SubscriberPage, UserMethods } from "./user-types";

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? "");
const whole = z.coerce.number().int().min(0);

const base = {
  openid: z.string().min(1),
  unionid: text.transform((value) => value || undefined),
};

const subscriberAnswer = z.discriminatedUnion("subscribe", [
  z.object({ ...base, subscribe: z.literal(0).transform((): false => false) }),
  z.object({
    ...base,
    subscribe: z.literal(1).transform((): true => true),
    subscribe_time: whole.transform((seconds) => new Date(seconds * 1000)),
    subscribe_scene: text,
    remark: text,
    tagid_list: z.array(whole).catch([]),
    qr_scene: whole.catch(0),
    qr_scene_str: text,
  }),
]);
const batchAnswer = z.object({ user_info_list: z.array(subscriberAnswer) });

const pageAnswer = z.object({
  total: whole,
  // Missing on a page without openids.
  data: z.object({ openid: z.array(z.string().min(1)) }).optional(),
  next_openid: text,
});

const batch = z.array(filled).max(100, "must be 100 at most");
const remarkText = z.string().refine((remark) => byteLength(remark) <= 30, "must have 30 bytes at most");
const lang = "zh_CN";

/** See UserMethods. */
export function users(calls: Calls): UserMethods {
  const userGet = async (after?: string): Promise<SubscriberPage> => {
    const answer = await calls.get("/cgi-bin/user/get", { next_openid: after || undefined });
    const { total, data, next_openid } = parsedAnswer(pageAnswer, answer);
    const openids = data?.openid ?? [];
    return { total, openids, next: openids.length > 0 && next_openid !== "" ? next_openid : null };
  };
  return {
    userInfo: async (openid) =>
      parsedAnswer(subscriberAnswer, await calls.get("/cgi-bin/user/info", { openid, lang })),
    userInfoBatch: async (openids) => {
      const user_list = checked("USERS", batch, openids, ["openids"]).map((openid) => ({ openid, lang }));
      if (user_list.length === 0) return [];
      const answer = await calls.post("/cgi-bin/user/info/batchget", { user_list });
      return parsedAnswer(batchAnswer, answer).user_info_list;
    },
    userGet,
    followers: () => everyone(userGet),
    updateRemark: async (openid, remark) => {
      await calls.post("/cgi-bin/user/info/updateremark", {
        openid: checked("REMARK", filled, openid, ["openid"]),
        remark: checked("REMARK", remarkText, remark, ["remark"]),
      });
    },
  };
}

async function* everyone(page: UserMethods["userGet"]): AsyncGenerator<string, void, undefined> {
  let after: string | undefined;
  for (;;) {
    const { openids, next } = await page(after);
    yield* openids;
    // A page that leads to itself would never end.
    if (next === null || next === after) return;
    after = next;
  }
}
