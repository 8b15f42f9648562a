import { createHash } from "node:crypto";
import { readMedium } from "../media";
import { menuFor, readMenus } from "../menu-book";
import { type PersonId, readPerson } from "../people";
import { openScanned } from "../scan-text";
import { addLine, addNote } from "./book";
import { pushDeed, pushMessage } from "./pushes";
import type { Act, ActResult, MenuButton, Told } from "./types";

/** What a tap on a button of the menu does. (Custom menu; custom menu events) */

export type MenuAct = Extract<Act, { act: "menu" }>;

export async function tapMenu(personId: PersonId, act: MenuAct): Promise<ActResult> {
  const person = await readPerson(personId);
  if (!person.follows) return { note: "关注公众号以后才有菜单" };
  const button = buttonOf(await menuFor(personId), act);
  return button ? tap(personId, button, act) : { note: "菜单已更新，请重新进入聊天" };
}

function buttonOf(menu: readonly MenuButton[], { index, sub }: MenuAct): MenuButton | undefined {
  const top = menu[index];
  return sub === undefined ? top : top?.sub_button?.[sub];
}

/** Which menu this person sees: the account's, or one for people like this. */
async function menuIdOf(personId: PersonId): Promise<number> {
  const seen = JSON.stringify(await menuFor(personId));
  const { conditional, menu, lastId } = await readMenus();
  const own = conditional.find(({ button }) => JSON.stringify(button) === seen);
  return own?.menuid ?? menu?.menuid ?? lastId;
}

async function tap(personId: PersonId, button: MenuButton, act: MenuAct): Promise<ActResult> {
  const key = button.key ?? "";
  switch (button.type) {
    case undefined:
      return {};
    case "click":
      await pushDeed(personId, "CLICK", { EventKey: key }, "menu");
      return {};
    case "view":
      await pushDeed(personId, "VIEW", { EventKey: button.url ?? "", MenuId: await menuIdOf(personId) });
      return { open: button.url ?? "" };
    case "miniprogram":
      await pushDeed(personId, "view_miniprogram", {
        EventKey: button.pagepath ?? "",
        MenuId: await menuIdOf(personId),
      });
      return { note: `打开小程序 ${button.appid ?? ""} 的 ${button.pagepath ?? ""}` };
    case "scancode_push":
    case "scancode_waitmsg":
      return scan(personId, button.type, key, act.scan);
    case "pic_sysphoto":
    case "pic_photo_or_album":
    case "pic_weixin":
      return picture(personId, button.type, key, act.mediaId);
    case "location_select":
      return place(personId, key, act.location);
    default:
      return material(personId, button);
  }
}

async function scan(
  personId: PersonId,
  event: "scancode_push" | "scancode_waitmsg",
  key: string,
  text: string | undefined,
): Promise<ActResult> {
  if (!text) return { note: "没有扫到二维码" };
  const ScanCodeInfo = { ScanType: "qrcode", ScanResult: text };
  await pushDeed(personId, event, { EventKey: key, ScanCodeInfo }, "menu");
  if (event === "scancode_waitmsg") return {};
  const opened = await openScanned(text, personId);
  if ("open" in opened) return { open: opened.open };
  return { note: "message" in opened ? opened.message : text };
}

async function picture(
  personId: PersonId,
  event: string,
  key: string,
  mediaId: string | undefined,
): Promise<ActResult> {
  const medium = mediaId === undefined ? null : await readMedium(mediaId);
  if (!mediaId || !medium) return { note: "没有选照片" };
  const PicMd5Sum = createHash("md5").update(medium.bytes).digest("hex");
  const SendPicsInfo = { Count: 1, PicList: { item: [{ PicMd5Sum }] } };
  await pushDeed(personId, event, { EventKey: key, SendPicsInfo });
  await pushMessage(personId, { kind: "image", mediaId });
  return {};
}

const mapScale = 16;

async function place(personId: PersonId, key: string, location: MenuAct["location"]): Promise<ActResult> {
  if (!location) return { note: "没有选位置" };
  const { latitude, longitude, label } = location;
  const SendLocationInfo = {
    Location_X: String(latitude),
    Location_Y: String(longitude),
    Scale: String(mapScale),
    Label: label,
    Poiname: "",
  };
  await pushDeed(personId, "location_select", { EventKey: key, SendLocationInfo });
  await pushMessage(personId, { kind: "location", latitude, longitude, scale: mapScale, label });
  return {};
}

/** Buttons that show something of the account's: the shop's server is not told. */
async function material(personId: PersonId, button: MenuButton): Promise<ActResult> {
  const { type, media_id: mediaId, article_id: articleId } = button;
  if (articleId) {
    await addNote(personId, `公众号发来图文 ${articleId}：沙箱里没有它的内容`);
    return {};
  }
  const medium = mediaId ? await readMedium(mediaId) : null;
  const content = mediaId && medium ? contentOf(medium.type, mediaId) : null;
  if (!content || type === "view_limited") return { note: `菜单的素材打不开：${mediaId ?? type}` };
  await addLine({ personId, from: "account", via: "reply", content });
  return {};
}

function contentOf(type: string, mediaId: string): Told | null {
  switch (type) {
    case "image":
      return { kind: "image", mediaId };
    case "voice":
      return { kind: "voice", mediaId };
    case "video":
      return { kind: "video", mediaId, title: "", description: "" };
    default:
      return null;
  }
}
