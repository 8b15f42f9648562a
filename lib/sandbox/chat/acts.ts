import { z } from "zod";
import { db } from "@/lib/db";
import { type PersonId, readPerson } from "../people";
import { acceptSubscription } from "../templates";
import { follow, unfollow } from "./following";
import { tapMenu } from "./menu-taps";
import { pushDeed, pushEvent } from "./pushes";
import type { Act, ActResult, Said } from "./types";

/** What a person can do in the chat. */

const mediaId = z.string().min(1).max(256);
const latitude = z.number().min(-90).max(90);
const longitude = z.number().min(-180).max(180);
const label = z.string().max(256);

/** POST /sandbox/api/chat/say */
export const saidInput = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("text"),
    text: z.string().min(1).max(8192),
    menuId: z.string().max(64).optional(),
  }),
  z.object({ kind: z.literal("image"), mediaId }),
  z.object({
    kind: z.literal("voice"),
    mediaId,
    seconds: z.number().min(0).max(60),
    recognition: z.string().max(2048).optional(),
  }),
  z.object({ kind: z.enum(["video", "shortvideo"]), mediaId, thumbMediaId: mediaId }),
  z.object({
    kind: z.literal("location"),
    latitude,
    longitude,
    scale: z.number().int().min(0).max(30),
    label,
  }),
  z.object({
    kind: z.literal("link"),
    title: z.string().max(256),
    description: z.string().max(512),
    url: z.url({ protocol: /^https?$/ }).max(2048),
  }),
]) satisfies z.ZodType<unknown>;

const templateIds = z.array(z.string().min(1).max(64)).min(1).max(3);

const index = z.number().int().min(0).max(4);

/** POST /sandbox/api/chat/act */
export const actInput = z.discriminatedUnion("act", [
  z.object({ act: z.enum(["follow", "unfollow", "enter"]) }),
  z.object({
    act: z.literal("menu"),
    index,
    sub: index.optional(),
    scan: z.string().max(2048).optional(),
    location: z.object({ latitude, longitude, label }).optional(),
    mediaId: mediaId.optional(),
  }),
  z.object({ act: z.literal("location"), latitude, longitude }),
  z.object({
    act: z.literal("template-answer"),
    templateIds,
    accept: z.boolean(),
  }),
  z.object({ act: z.literal("templates-off"), templateIds }),
]);

/** The same without what zod leaves behind: fields that are there and undefined. */
export const asSaid = (input: z.infer<typeof saidInput>): Said => JSON.parse(JSON.stringify(input));
export const asAct = (input: z.infer<typeof actInput>): Act => JSON.parse(JSON.stringify(input));

/** Does it. Delivering what follows from it is the caller's next step (deliverPushes). */
export async function act(personId: PersonId, what: Act): Promise<ActResult> {
  switch (what.act) {
    case "follow":
      return (await follow(personId)) ? {} : { note: "已经关注了" };
    case "unfollow":
      return (await unfollow(personId)) ? {} : { note: "本来就没有关注" };
    case "enter":
      return {};
    case "menu":
      return tapMenu(personId, what);
    case "location":
      return reportPlace(personId, what);
    case "template-answer":
      return answerTemplates(personId, what);
    case "templates-off":
      return switchOff(personId, what.templateIds);
  }
}

/** A few metres, as a phone's satellite receiver has it. */
const precision = 30;

async function reportPlace(
  personId: PersonId,
  { latitude: Latitude, longitude: Longitude }: Extract<Act, { act: "location" }>,
): Promise<ActResult> {
  const { follows } = await readPerson(personId);
  if (!follows) return { note: "没有关注公众号，位置不会报告" };
  await pushEvent(personId, "LOCATION", { Latitude, Longitude, Precision: precision });
  return {};
}

/** Answered on a page of the shop's. */
const popupScene = "0";

async function answerTemplates(
  personId: PersonId,
  { templateIds, accept }: Extract<Act, { act: "template-answer" }>,
): Promise<ActResult> {
  await acceptSubscription(personId, templateIds, accept);
  const SubscribeStatusString = accept ? "accept" : "reject";
  const List = templateIds.map((TemplateId) => ({
    TemplateId,
    SubscribeStatusString,
    PopupScene: popupScene,
  }));
  await pushDeed(personId, "subscribe_msg_popup_event", { SubscribeMsgPopupEvent: { List } });
  return {};
}

/** Nothing is accepted any more of what was before. (Event subscribe_msg_change_event) */
async function switchOff(personId: PersonId, templateIds: string[]): Promise<ActResult> {
  await db().sandboxSubscription.deleteMany({ where: { personId, templateId: { in: templateIds } } });
  const List = templateIds.map((TemplateId) => ({ TemplateId, SubscribeStatusString: "reject" }));
  await pushDeed(personId, "subscribe_msg_change_event", { SubscribeMsgChangeEvent: { List } });
  return {};
}
