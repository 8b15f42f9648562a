import { createHash } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/lib/db";
import { act } from "@/lib/sandbox/chat/acts";
import { readChat } from "@/lib/sandbox/chat/book";
import type { Act, ActResult, ChatContent, MenuButton } from "@/lib/sandbox/chat/types";
import { storeMedium } from "@/lib/sandbox/media";
import { changeMenus } from "@/lib/sandbox/menu-book";
import { contents, deliver, endpoint, freshChat } from "./chat-support";

let image = "";
const bytes = new Uint8Array([137, 80, 78, 71]);

beforeEach(async () => {
  await freshChat();
  image = await storeMedium({ type: "image", mime: "image/png", filename: "a.png", bytes });
});

const publish = (...button: MenuButton[]) =>
  changeMenus((book) => ({ book: { ...book, menu: { menuid: 77, button } }, told: null }));

type Tap = Omit<Extract<Act, { act: "menu" }>, "act" | "index">;

/** Taps the only button; what the shop was told then, by the event's name and what follows, or the message's kind. */
async function tap(button: MenuButton, how: Tap = {}): Promise<{ result: ActResult; told: string[] }> {
  await publish(button);
  const result = await act("lin", { act: "menu", index: 0, ...how });
  await deliver();
  const told = endpoint.arrived.map(({ message }) =>
    message
      .replace(/^.*<MsgType><!\[CDATA\[(\w+)\]\]><\/MsgType>/, "$1 ")
      .replace("event <Event><![CDATA[", "")
      .replace("]]></Event>", " ")
      .replace("</xml>", "")
      .replaceAll(/<!\[CDATA\[|\]\]>/g, ""),
  );
  return { result, told };
}

const causes = async () => (await db().sandboxAllowance.findMany()).map(({ cause }) => cause);
const md5 = createHash("md5").update(bytes).digest("hex");
const scanInfo = (text: string) =>
  `<ScanCodeInfo><ScanType>qrcode</ScanType><ScanResult>${text}</ScanResult></ScanCodeInfo>`;

/** Button, how it is tapped, what the phone does, what the shop is told, whether it counts as an interaction. */
const taps: [MenuButton, Tap, ActResult, string[], boolean][] = [
  [{ name: "宝石", type: "click", key: "GEMS" }, {}, {}, ["CLICK <EventKey>GEMS</EventKey>"], true],
  [
    { name: "商店", type: "view", url: "https://shop.test/" },
    {},
    { open: "https://shop.test/" },
    ["VIEW <EventKey>https://shop.test/</EventKey><MenuId>77</MenuId>"],
    false,
  ],
  [
    { name: "小程序", type: "miniprogram", url: "https://shop.test/", appid: "wx1", pagepath: "pages/a" },
    {},
    { note: "打开小程序 wx1 的 pages/a" },
    ["view_miniprogram <EventKey>pages/a</EventKey><MenuId>77</MenuId>"],
    false,
  ],
  [
    { name: "扫", type: "scancode_waitmsg", key: "SCAN" },
    { scan: "月光石 7 号" },
    {},
    [`scancode_waitmsg <EventKey>SCAN</EventKey>${scanInfo("月光石 7 号")}`],
    true,
  ],
  [
    { name: "扫", type: "scancode_push", key: "SCAN" },
    { scan: "{app}/products/1" },
    { open: "{app}/products/1" },
    [`scancode_push <EventKey>SCAN</EventKey>${scanInfo("{app}/products/1")}`],
    true,
  ],
  [
    { name: "扫", type: "scancode_push", key: "SCAN" },
    { scan: "不是网址" },
    { note: "这不是网址：请粘贴二维码里的完整内容" },
    [`scancode_push <EventKey>SCAN</EventKey>${scanInfo("不是网址")}`],
    true,
  ],
  [
    { name: "在哪", type: "location_select", key: "WHERE" },
    { location: { latitude: 31.2, longitude: 121.4, label: "徐汇" } },
    {},
    [
      "location_select <EventKey>WHERE</EventKey><SendLocationInfo><Location_X>31.2</Location_X><Location_Y>121.4</Location_Y><Scale>16</Scale><Label>徐汇</Label><Poiname></Poiname></SendLocationInfo>",
      expect.stringMatching(
        /^location <Location_X>31.2<\/Location_X><Location_Y>121.4<\/Location_Y>/,
      ) as unknown as string,
    ],
    false,
  ],
];

const withApp = <T>(value: T): T => {
  const text = JSON.stringify(value);
  return text.includes("{app}") ? JSON.parse(text.replaceAll("{app}", endpoint.url)) : value;
};

describe("a tap on a button", () => {
  it.each(taps)("%j %j", async (button, how, result, told, counts) => {
    const found = await tap(button, withApp(how));
    expect(found.result).toEqual(withApp(result));
    expect(found.told).toEqual(withApp(told));
    expect((await causes()).includes("menu")).toBe(counts);
  });

  it.each(["pic_sysphoto", "pic_photo_or_album", "pic_weixin"])(
    "%s: the event, then the picture",
    async (type) => {
      const { result, told } = await tap({ name: "图", type, key: "PIC" }, { mediaId: image });
      expect(result).toEqual({});
      expect(told).toEqual([
        `${type} <EventKey>PIC</EventKey><SendPicsInfo><Count>1</Count><PicList><item><PicMd5Sum>${md5}</PicMd5Sum></item></PicList></SendPicsInfo>`,
        expect.stringContaining(`<MediaId>${image}</MediaId>`),
      ]);
      expect(await contents()).toEqual([{ kind: "image", mediaId: image }]);
    },
  );

  it.each(["scancode_push", "scancode_waitmsg", "pic_weixin", "location_select"])(
    "%s does nothing without what it asks for",
    async (type) => {
      const { result, told } = await tap({ name: "x", type, key: "K" });
      expect(result.note).toContain("没有");
      expect(told).toEqual([]);
      expect(await causes()).toEqual([]);
    },
  );

  it("media_id brings the account's picture without telling the shop", async () => {
    const { told } = await tap({ name: "图", type: "media_id", media_id: image });
    expect(told).toEqual([]);
    const shown: ChatContent = { kind: "image", mediaId: image };
    expect((await readChat("lin")).lines).toMatchObject([{ from: "account", content: shown }]);
    expect((await tap({ name: "图", type: "media_id", media_id: "gone" })).result.note).toContain("gone");
  });

  it("article_id says which article would come", async () => {
    const { told } = await tap({ name: "文", type: "article_id", article_id: "art-7" });
    expect(told).toEqual([]);
    expect(await contents()).toMatchObject([{ kind: "note", text: expect.stringContaining("art-7") }]);
  });

  it("finds the button below another; that one itself only opens", async () => {
    const button = { name: "我的", sub_button: [{ name: "单", type: "click", key: "ORDERS" }] };
    expect((await tap(button)).told).toEqual([]);
    expect((await tap(button, { sub: 0 })).told).toEqual(["CLICK <EventKey>ORDERS</EventKey>"]);
    expect((await tap(button, { sub: 1 })).result.note).toContain("菜单已更新，请重新进入聊天");
  });

  it("there is no menu for who does not follow", async () => {
    await publish({ name: "宝石", type: "click", key: "GEMS" });
    expect(await act("chen", { act: "menu", index: 0 })).toEqual({ note: "关注公众号以后才有菜单" });
    expect((await readChat("chen")).menu).toEqual([]);
    expect((await readChat("lin")).menu).toHaveLength(1);
    expect(await deliver()).toBe(0);
  });
});
