import { z } from "zod";
import { bytes, checked, filled, webAddress } from "./checked";
import type { FoundButton, MatchRule, MenuButton } from "./menu-types";

/** Buttons on their way out and in. */

/** Bytes. */
const nameAbove = 16;
const nameBelow = 60;

const leafSchema = (nameBytes: number) => {
  const name = bytes(nameBytes);
  const action = (type: string) => z.object({ type: z.literal(type), name, key: bytes(128) });
  return z.discriminatedUnion(
    "type",
    [
      action("click"),
      action("scancode_push"),
      action("scancode_waitmsg"),
      action("pic_sysphoto"),
      action("pic_photo_or_album"),
      action("pic_weixin"),
      action("location_select"),
      z.object({ type: z.literal("view"), name, url: webAddress(1024) }),
      z.object({
        type: z.literal("miniprogram"),
        name,
        url: webAddress(1024),
        appid: filled,
        pagepath: filled,
      }),
      z.object({ type: z.literal("media_id"), name, media_id: filled }),
      z.object({ type: z.literal("view_limited"), name, media_id: filled }),
      z.object({ type: z.literal("article_id"), name, article_id: filled }),
      z.object({ type: z.literal("article_view_limited"), name, article_id: filled }),
    ],
    { error: "must be one of WeChat's kinds of button, or there must be a sub_button" },
  );
};

const above = leafSchema(nameAbove);
const below = leafSchema(nameBelow);

const parentSchema = z.object({
  name: bytes(nameAbove),
  type: z.undefined({ error: "excludes sub_button" }).optional(),
  sub_button: z.array(z.unknown()).min(1).max(5, "must have 1 to 5 buttons"),
});
const noChildren = z.object({
  sub_button: z.array(z.unknown()).max(0, "cannot stand below another button").optional(),
});
const list = z
  .array(z.unknown(), { error: "must have 1 to 3 buttons" })
  .min(1, "must have 1 to 3 buttons")
  .max(3, "must have 1 to 3 buttons");

/**
 * The buttons as they are sent: what no button of the kind has is left out.
 * @throws WechatConfigError naming the button, counted from 0, and its field
 */
export function checkedButtons(buttons: readonly MenuButton[]): object[] {
  return checked("MENU", list, buttons, ["button"]).map((button, at) => top(button, ["button", at]));
}

function top(button: unknown, at: readonly PropertyKey[]): object {
  // WeChat itself tells buttons that open nothing with an empty list.
  if (!hasChildren(button)) return checked("MENU", above, button, at);
  const { name, sub_button } = checked("MENU", parentSchema, button, at);
  return { name, sub_button: sub_button.map((child, index) => sub(child, [...at, "sub_button", index])) };
}

function sub(button: unknown, at: readonly PropertyKey[]): object {
  checked("MENU", noChildren, button, at);
  return checked("MENU", below, button, at);
}

const hasChildren = (button: unknown): boolean =>
  typeof button === "object" &&
  button !== null &&
  "sub_button" in button &&
  button.sub_button !== undefined &&
  !(Array.isArray(button.sub_button) && button.sub_button.length === 0 && "type" in button);

const ruleSchema: z.ZodType<MatchRule> = z
  .object({
    tag_id: z.union([filled, z.number().int().min(0)]).optional(),
    client_platform_type: z.union([z.literal(1), z.literal(2), z.literal(3)]).optional(),
  })
  .refine((rule) => Object.values(rule).some((value) => value !== undefined), "must name a condition");

/** WeChat takes its values as text. @throws WechatConfigError */
export function checkedRule(rule: MatchRule): Record<string, string> {
  const { tag_id, client_platform_type } = checked("MENU", ruleSchema, rule, ["matchrule"]);
  return {
    ...(tag_id === undefined ? {} : { tag_id: String(tag_id) }),
    ...(client_platform_type === undefined ? {} : { client_platform_type: String(client_platform_type) }),
  };
}

const optional = z
  .string()
  .nullish()
  .transform((text) => text ?? undefined);

/** Lists stand in a `list` of their own in what shows the present menu. */
const children = z
  .lazy(() => z.union([z.array(foundButton), z.object({ list: z.array(foundButton) })]).nullish())
  .transform((found) => {
    const buttons = Array.isArray(found) ? found : found?.list;
    return buttons && buttons.length > 0 ? buttons : undefined;
  });

export const foundButton: z.ZodType<FoundButton> = z.looseObject({
  name: z.string(),
  type: optional,
  key: optional,
  url: optional,
  appid: optional,
  pagepath: optional,
  media_id: optional,
  article_id: optional,
  value: optional,
  sub_button: children.optional(),
});
