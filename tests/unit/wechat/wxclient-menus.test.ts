import { describe, expect, it } from "vitest";
import type { MenuButton } from "@/lib/wechat";
import { rejection } from "./support";
import { answering, ok } from "./wxclient-answering";

const view = { name: "逛商店", type: "view", url: "https://shop.example/" } as const;
const click = { name: "订单", type: "click", key: "ORDERS" } as const;
const parent = (...sub_button: unknown[]) => ({ name: "我的", sub_button });
const asButtons = (buttons: unknown) => buttons as MenuButton[];

describe("menuCreate refuses before anything is sent", () => {
  it.each([
    ["button", []],
    ["button", [view, view, view, view]],
    ["button", null],
    ["button.0", ["x"]],
    ["button.1.name", [view, { ...view, name: "" }]],
    // 6 characters of 3 bytes are 18.
    ["button.0.name", [{ ...view, name: "逛逛商店里面" }]],
    ["button.0.name", [{ ...parent(view), name: "x".repeat(17) }]],
    ["button.0.type", [{ name: "x" }]],
    ["button.0.type", [{ name: "x", type: "viev", url: view.url }]],
    ["button.0.type", [{ ...view, sub_button: [click] }]],
    ["button.0.sub_button", [parent(...Array(6).fill(view))]],
    ["button.0.sub_button", [parent()]],
    ["button.0.sub_button", [{ ...parent(), sub_button: "x" }]],
    ["button.0.sub_button.1.key", [parent(view, { ...click, key: "" })]],
    ["button.0.sub_button.0.name", [parent({ ...view, name: "x".repeat(61) })]],
    ["button.0.sub_button.0.sub_button", [parent(parent(view))]],
    ["button.0.sub_button.0.sub_button", [parent({ ...view, sub_button: [view] })]],
    ["button.0.key", [{ ...click, key: "x".repeat(129) }]],
    ["button.0.key", [{ ...click, key: undefined }]],
    ["button.0.url", [{ ...view, url: `https://a/${"x".repeat(1015)}` }]],
    ["button.0.url", [{ ...view, url: "javascript:alert(1)" }]],
    ["button.0.url", [{ ...view, url: "/orders" }]],
    ["button.0.url", [{ name: "x", type: "miniprogram", appid: "wxmini", pagepath: "p" }]],
    ["button.0.appid", [{ name: "x", type: "miniprogram", url: view.url, pagepath: "p" }]],
    ["button.0.pagepath", [{ name: "x", type: "miniprogram", url: view.url, appid: "wxmini" }]],
    ["button.0.media_id", [{ name: "x", type: "media_id" }]],
    ["button.0.media_id", [{ name: "x", type: "view_limited", media_id: "" }]],
    ["button.0.article_id", [{ name: "x", type: "article_id" }]],
    ["button.0.article_id", [{ name: "x", type: "article_view_limited", media_id: "M" }]],
    ...["scancode_push", "scancode_waitmsg", "pic_sysphoto", "pic_photo_or_album", "pic_weixin"].map(
      (type): [string, unknown] => ["button.0.key", [{ name: "x", type }]],
    ),
    ["button.0.key", [{ name: "x", type: "location_select" }]],
  ])("a fault in %s: %j", async (field, buttons) => {
    const { client, asked } = answering(ok);
    const error = await rejection(client.menuCreate(asButtons(buttons)));
    expect(error).toMatchObject({ name: "WechatConfigError", code: "MENU" });
    expect(error).toMatchObject({ message: expect.stringContaining(`${field}:`) });
    const conditional = await rejection(client.menuAddConditional(asButtons(buttons), { tag_id: 1 }));
    expect(conditional).toMatchObject({ message: expect.stringContaining(`${field}:`) });
    expect(asked()).toEqual([]);
  });

  it("never tells the values that it found fault with", async () => {
    const { client } = answering(ok);
    const error = await rejection(client.menuCreate([{ ...view, url: "javascript:secret" }]));
    expect(error).not.toMatchObject({ message: expect.stringContaining("secret") });
  });
});

describe("menuCreate", () => {
  it("sends every kind of button as it is, at the limits of each", async () => {
    const { client, asked } = answering(ok);
    const longest = { ...view, name: "x".repeat(60), url: `https://a/${"x".repeat(1014)}` };
    const buttons: MenuButton[] = [
      { ...click, name: "x".repeat(16), key: "k".repeat(128) },
      {
        name: "我的",
        sub_button: [
          longest,
          { name: "扫", type: "scancode_waitmsg", key: "SCAN" },
          { name: "小程序", type: "miniprogram", url: view.url, appid: "wxmini", pagepath: "pages/a" },
          { name: "图", type: "media_id", media_id: "M1" },
          { name: "文", type: "article_view_limited", article_id: "A1" },
        ],
      },
      view,
    ];
    expect(await client.menuCreate(buttons)).toBeUndefined();
    const [[method, path, body] = []] = asked();
    expect([method, path]).toEqual(["POST", "/menu/create?access_token=TOKEN-1"]);
    expect(JSON.parse(body ?? "")).toEqual({ button: buttons });
    expect(body).toContain('"name":"我的"');
  });

  it("takes back what menuGet gave, and what WeChat itself gives, without what no button has", async () => {
    const { client, asked } = answering(ok);
    await client.menuCreate(
      asButtons([{ ...click, sub_button: [], extra: 1 }, parent({ ...view, sub_button: [] })]),
    );
    expect(JSON.parse(asked()[0]?.[2] ?? "")).toEqual({ button: [click, parent(view)] });
  });

  it.each([40018, 40055, 65317])("passes errcode %i on", async (errcode) => {
    const { client } = answering({ errcode, errmsg: "no" });
    expect(await rejection(client.menuCreate([view]))).toMatchObject({ errcode, advice: "stop" });
  });
});

describe("menuGet, menuDelete and selfMenu", () => {
  const found = { ...click, sub_button: [] };

  it("give the menus that there are, without the empty lists", async () => {
    const { client, asked } = answering({
      menu: { button: [found, parent({ ...view, sub_button: [] })], menuid: 208396938 },
      conditionalmenu: [{ menuid: "9223372036854775807", button: [found], matchrule: { tag_id: "2" } }],
    });
    const menu = await client.menuGet();
    expect(menu).toEqual({
      button: [click, parent(view)],
      menuid: "208396938",
      conditionalmenu: [{ menuid: "9223372036854775807", button: [click], matchrule: { tag_id: "2" } }],
    });
    expect(asked()).toEqual([["GET", "/menu/get?access_token=TOKEN-1", ""]]);
  });

  it("are null without a menu; any other refusal is one", async () => {
    expect(await answering({ errcode: 46003, errmsg: "menu no exist" }).client.menuGet()).toBeNull();
    const refused = answering({ errcode: 48001, errmsg: "api unauthorized" });
    expect(await rejection(refused.client.menuGet())).toMatchObject({ errcode: 48001 });
    expect(await rejection(answering(ok).client.menuGet())).toMatchObject({ kind: "malformed" });
  });

  it("delete", async () => {
    const { client, asked } = answering(ok);
    expect(await client.menuDelete()).toBeUndefined();
    expect(asked()).toEqual([["GET", "/menu/delete?access_token=TOKEN-1", ""]]);
  });

  it("tell the menu of the console, of whatever kinds", async () => {
    const news = { name: "文", type: "news", value: "V", news_info: { list: [{ title: "t" }] } };
    const { client, asked } = answering({
      is_menu_open: 1,
      selfmenu_info: { button: [{ name: "我的", sub_button: { list: [view, news] } }, click] },
    });
    expect(await client.selfMenu()).toEqual({ open: true, button: [parent(view, news), click] });
    expect(asked()).toEqual([["GET", "/get_current_selfmenu_info?access_token=TOKEN-1", ""]]);
    expect(await answering({ is_menu_open: 0 }).client.selfMenu()).toEqual({ open: false, button: [] });
  });
});

describe("conditional menus", () => {
  it.each([{}, { tag_id: "" }, { tag_id: -1 }, { client_platform_type: 4 }, { sex: "1" }])(
    "refuse the rule %j",
    async (rule) => {
      const { client, asked } = answering(ok);
      const error = await rejection(client.menuAddConditional([view], rule as { tag_id: string }));
      expect(error).toMatchObject({ kind: "config", message: expect.stringContaining("matchrule") });
      expect(asked()).toEqual([]);
    },
  );

  it("are added, tried and taken away", async () => {
    const { client, asked } = answering(
      { menuid: 208379533 },
      { button: [click] },
      { menu: { button: [view] } },
      ok,
    );
    const rule = { tag_id: 2, client_platform_type: 1 } as const;
    expect(await client.menuAddConditional([view], rule)).toEqual({ menuid: "208379533" });
    expect(await client.menuTryMatch("o1")).toEqual([click]);
    expect(await client.menuTryMatch("o1")).toEqual([view]);
    expect(await client.menuDelConditional("208379533")).toBeUndefined();
    const added = { button: [view], matchrule: { tag_id: "2", client_platform_type: "1" } };
    expect(asked()).toEqual([
      [
        "POST",
        "/menu/addconditional?access_token=TOKEN-1",
        JSON.stringify({ ...added, button: [{ type: "view", name: view.name, url: view.url }] }),
      ],
      ["POST", "/menu/trymatch?access_token=TOKEN-1", '{"user_id":"o1"}'],
      ["POST", "/menu/trymatch?access_token=TOKEN-1", '{"user_id":"o1"}'],
      ["POST", "/menu/delconditional?access_token=TOKEN-1", '{"menuid":"208379533"}'],
    ]);
    expect(await rejection(client.menuDelConditional(""))).toMatchObject({ kind: "config" });
    expect(await rejection(client.menuTryMatch(""))).toMatchObject({ kind: "config" });
  });
});
