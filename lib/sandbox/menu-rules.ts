import { z } from "zod";
import type { MenuButton } from "./chat/types";
import type { Errcode } from "./errcodes";

/** What a custom menu must look like. (Custom menu, limits) */

/** What is wrong with a menu, at its first wrong place. */
export interface MenuMistake {
  errcode: Errcode;
  rule: string;
  /** `button.0.sub_button.2.name` */
  field: string;
  given: string;
  expected?: string;
  advice?: string;
}

const limits = { buttons: 3, subButtons: 5, name: 16, subName: 60, key: 128, url: 1024 } as const;

const keyTypes = [
  "click",
  "scancode_push",
  "scancode_waitmsg",
  "pic_sysphoto",
  "pic_photo_or_album",
  "pic_weixin",
  "location_select",
] as const;
const mediaTypes = ["media_id", "view_limited"] as const;
const articleTypes = ["article_id", "article_view_limited"] as const;

const groups = new Map<string, "key" | "url" | "miniprogram" | "media_id" | "article_id">([
  ...keyTypes.map((type) => [type, "key"] as const),
  ["view", "url"],
  ["miniprogram", "miniprogram"],
  ...mediaTypes.map((type) => [type, "media_id"] as const),
  ...articleTypes.map((type) => [type, "article_id"] as const),
]);

const text = z.string().nullish();

/** A button as it comes: what is missing or too long is refused later, with a number of its own. */
export const buttonInput: z.ZodType<MenuInput> = z.lazy(() =>
  z.object({
    name: text,
    type: text,
    key: text,
    url: text,
    appid: text,
    pagepath: text,
    media_id: text,
    article_id: text,
    sub_button: z.array(buttonInput).nullish(),
  }),
);

export interface MenuInput {
  name?: string | null | undefined;
  type?: string | null | undefined;
  key?: string | null | undefined;
  url?: string | null | undefined;
  appid?: string | null | undefined;
  pagepath?: string | null | undefined;
  media_id?: string | null | undefined;
  article_id?: string | null | undefined;
  sub_button?: MenuInput[] | null | undefined;
}

const bytes = (value: string): number => Buffer.byteLength(value);

/** The first thing that is wrong with a menu; null for a good one. */
export function menuMistake(buttons: readonly MenuInput[]): MenuMistake | null {
  if (buttons.length < 1 || buttons.length > limits.buttons) {
    const given = `${buttons.length} 个`;
    return { errcode: 40016, rule: `一级菜单 1–${limits.buttons} 个`, field: "button", given };
  }
  return firstOf(buttons, "button", topMistake);
}

function firstOf(
  buttons: readonly MenuInput[],
  field: string,
  check: (button: MenuInput, field: string) => MenuMistake | null,
): MenuMistake | null {
  for (const [index, button] of buttons.entries()) {
    const mistake = check(button, `${field}.${index}`);
    if (mistake) return mistake;
  }
  return null;
}

function topMistake(button: MenuInput, field: string): MenuMistake | null {
  const subs = button.sub_button ?? [];
  const named = nameMistake(button, field, limits.name, 40018);
  if (named) return named;
  if (subs.length === 0) return responseMistake(button, field, topCodes);
  if (button.type) {
    const rule = "有 sub_button 的按钮只用来展开，不能再有 type";
    return {
      errcode: 40017,
      rule,
      field: `${field}.type`,
      given: button.type,
      advice: "去掉 type，或去掉 sub_button",
    };
  }
  if (subs.length > limits.subButtons) {
    const rule = `二级菜单最多 ${limits.subButtons} 个`;
    return { errcode: 40023, rule, field: `${field}.sub_button`, given: `${subs.length} 个` };
  }
  return firstOf(subs, `${field}.sub_button`, subMistake);
}

function subMistake(button: MenuInput, field: string): MenuMistake | null {
  if (button.sub_button && button.sub_button.length > 0) {
    const given = `${button.sub_button.length} 个`;
    return { errcode: 40022, rule: "菜单最多两级", field: `${field}.sub_button`, given };
  }
  return nameMistake(button, field, limits.subName, 40025) ?? responseMistake(button, field, subCodes);
}

function nameMistake(
  button: MenuInput,
  field: string,
  longest: number,
  errcode: Errcode,
): MenuMistake | null {
  const name = button.name ?? "";
  const size = bytes(name);
  if (size >= 1 && size <= longest) return null;
  const rule = `按钮的名字 1–${longest} 字节`;
  const advice = "一个汉字 3 字节；手机上一级只显示 4 个汉字，二级 8 个";
  return { errcode, rule, field: `${field}.name`, given: `${name}（${size} 字节）`, advice };
}

/** Of a button at the top, and of one below it. */
const topCodes = { type: 40017, key: 40019, url: 40020, domain: 40055 } as const;
const subCodes = { type: 40024, key: 40026, url: 40027, domain: 40054 } as const;
type Codes = typeof topCodes | typeof subCodes;

function responseMistake(button: MenuInput, field: string, codes: Codes): MenuMistake | null {
  const type = button.type ?? "";
  const group = groups.get(type);
  switch (group) {
    case undefined: {
      const rule = type === "" ? "按钮要有 type，或有 sub_button" : "没有这种按钮";
      const expected = [...groups.keys()].join("、");
      return { errcode: codes.type, rule, field: `${field}.type`, given: type, expected };
    }
    case "key":
      return sized(button.key, `${field}.key`, limits.key, codes.key);
    case "url":
      return urlMistake(button, field, codes);
    case "miniprogram":
      return (
        urlMistake(button, field, codes) ??
        required(button.appid, `${field}.appid`, 40013) ??
        required(button.pagepath, `${field}.pagepath`, 40165)
      );
    case "media_id":
      return required(button.media_id, `${field}.media_id`, 40007);
    case "article_id":
      return required(button.article_id, `${field}.article_id`, 40007);
  }
}

function sized(
  value: string | null | undefined,
  field: string,
  longest: number,
  errcode: Errcode,
): MenuMistake | null {
  const size = bytes(value ?? "");
  if (size >= 1 && size <= longest) return null;
  return { errcode, rule: `1–${longest} 字节`, field, given: `${size} 字节` };
}

function required(value: string | null | undefined, field: string, errcode: Errcode): MenuMistake | null {
  return value ? null : { errcode, rule: "这种按钮必填", field, given: "" };
}

function urlMistake(button: MenuInput, field: string, codes: Codes): MenuMistake | null {
  const url = button.url ?? "";
  const place = `${field}.url`;
  const tooLong = sized(url, place, limits.url, codes.url);
  if (tooLong) return tooLong;
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return null;
  const advice = "写完整的网址，带 http:// 或 https://";
  return {
    errcode: codes.domain,
    rule: "网址要以 http:// 或 https:// 开头",
    field: place,
    given: url,
    advice,
  };
}

/** A good menu with what WeChat knows of it, and nothing else. */
export function cleanMenu(buttons: readonly MenuInput[]): MenuButton[] {
  return buttons.map((button) => {
    const known = (["type", "key", "url", "appid", "pagepath", "media_id", "article_id"] as const).flatMap(
      (field) => (button[field] ? [[field, button[field]] as const] : []),
    );
    const subs = button.sub_button ?? [];
    const own: MenuButton = { name: button.name ?? "", ...Object.fromEntries(known) };
    return subs.length === 0 ? own : { name: own.name, sub_button: cleanMenu(subs) };
  });
}

/** Every medium that a menu's buttons send, with where it stands. */
export function menuMedia(
  buttons: readonly MenuInput[],
  field = "button",
): { mediaId: string; field: string }[] {
  return buttons.flatMap((button, index) => {
    const place = `${field}.${index}`;
    const own =
      button.type && groups.get(button.type) === "media_id" && button.media_id
        ? [{ mediaId: button.media_id, field: `${place}.media_id` }]
        : [];
    return [...own, ...menuMedia(button.sub_button ?? [], `${place}.sub_button`)];
  });
}

/** The hosts that a menu's buttons lead to. */
export function menuHosts(buttons: readonly MenuInput[]): Set<string> {
  const urls = buttons.flatMap((button) => [
    button.url ?? "",
    ...(button.sub_button ?? []).map(({ url }) => url ?? ""),
  ]);
  return new Set(urls.filter((url) => URL.canParse(url)).map((url) => new URL(url).hostname));
}
