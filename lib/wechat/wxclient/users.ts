import { z } from "zod";
import { parsedAnswer } from "../api-answer";
import type { Calls } from "./call";
import type { Subscriber, SubscriberPage } from "./types";

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

/** See Wxclient.userInfo. (User information) */
export async function userInfo(calls: Calls, openid: string): Promise<Subscriber> {
  return parsedAnswer(subscriberAnswer, await calls.get("/cgi-bin/user/info", { openid, lang: "zh_CN" }));
}

const pageAnswer = z.object({
  total: whole,
  // Missing on a page without openids.
  data: z.object({ openid: z.array(z.string().min(1)) }).optional(),
  next_openid: text,
});

/** See Wxclient.userGet. (List of followers) */
export async function userGet(calls: Calls, after?: string): Promise<SubscriberPage> {
  const answer = await calls.get("/cgi-bin/user/get", { next_openid: after || undefined });
  const { total, data, next_openid } = parsedAnswer(pageAnswer, answer);
  const openids = data?.openid ?? [];
  return { total, openids, next: openids.length > 0 && next_openid !== "" ? next_openid : null };
}
