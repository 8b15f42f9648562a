import { beforeEach, describe, expect, it } from "vitest";
import { grantAllowance } from "@/lib/sandbox/chat/allowances";
import { menuFor } from "@/lib/sandbox/menu-book";
import { changePerson } from "@/lib/sandbox/people";
import { shopMenu } from "@/lib/shop/menu";
import { ask, chen, expectRefused, files, lin, ok, tell, tokenOf, uploaded } from "./cgi-support";
import { apiRaw, freshSandbox, lastCall, stopTime } from "./support";

beforeEach(async () => {
  await freshSandbox();
  stopTime();
});

const create = (button: unknown) => tell("/cgi-bin/menu/create", { button });
const add = (button: unknown, matchrule: unknown) =>
  tell("/cgi-bin/menu/addconditional", { button, matchrule });
const click = (name: string, key = "K") => ({ name, type: "click", key });
const simple = [click("菜单")];

/** As other languages write JSON unless they are told otherwise. */
async function escaped(path: string, body: unknown): Promise<string> {
  const text = JSON.stringify(body).replace(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  const address = `${path}?access_token=${await tokenOf()}`;
  await (await apiRaw(address, { method: "POST", body: text })).text();
  return ((await lastCall()).why?.notes ?? []).join();
}

describe("\\uXXXX in place of a character", () => {
  it("is noted, since people may see it as it was sent: of a menu, and of messages", async () => {
    expect(await escaped("/cgi-bin/menu/create", { button: simple })).toContain("\\u83dc 这样的转义");
    await grantAllowance("lin", "pay");
    const message = { touser: lin, msgtype: "text", text: { content: "月光" } };
    expect(await escaped("/cgi-bin/message/custom/send", message)).toContain("\\u6708 这样的转义");
  });

  it.each([
    ["raw UTF-8", '{"button":[{"type":"click","name":"菜单","key":"K"}]}'],
    ["a new line", '{"button":[{"type":"click","name":"a\\u000ab","key":"K"}]}'],
    ["what was escaped twice", '{"button":[{"type":"click","name":"\\\\u83dc","key":"K"}]}'],
  ])("is not what %s is", async (_, body) => {
    await (
      await apiRaw(`/cgi-bin/menu/create?access_token=${await tokenOf()}`, { method: "POST", body })
    ).text();
    expect((await lastCall()).why?.notes?.join()).not.toContain("这样的转义");
  });

  it("matters nowhere else", async () => {
    const remark = { openid: lin, remark: "月" };
    expect(await escaped("/cgi-bin/user/info/updateremark", remark)).toBe("");
  });
});

describe("the menu", () => {
  it("comes back as it was created, and is what everybody sees", async () => {
    expect(await create(shopMenu())).toEqual(ok);
    const { menu } = await ask("/cgi-bin/menu/get");
    expect(menu).toMatchObject({
      button: [
        { name: "逛商店", type: "view", url: "http://localhost:3000/", sub_button: [] },
        {
          name: "我的",
          sub_button: [{ name: "最近订单", type: "click", key: "ORDERS", sub_button: [] }, {}, {}],
        },
        { name: "服务" },
      ],
    });
    expect(await menuFor("lin")).toEqual(shopMenu());
    expect(await menuFor("chen")).toEqual(shopMenu());
    // What menu/get gives can be created again.
    expect(await create((menu as { button: unknown }).button)).toEqual(ok);
    expect(await menuFor("lin")).toEqual(shopMenu());
  });

  it("is told in another form by get_current_selfmenu_info", async () => {
    expect(await ask("/cgi-bin/get_current_selfmenu_info")).toEqual({
      is_menu_open: 0,
      selfmenu_info: { button: [] },
    });
    await create([click("一"), { name: "二", sub_button: [click("三", "T")] }]);
    expect(await ask("/cgi-bin/get_current_selfmenu_info")).toEqual({
      is_menu_open: 1,
      selfmenu_info: {
        button: [
          { name: "一", type: "click", key: "K" },
          { name: "二", sub_button: { list: [{ name: "三", type: "click", key: "T" }] } },
        ],
      },
    });
  });

  it("is none before the first, and after it was deleted", async () => {
    await expectRefused(ask("/cgi-bin/menu/get"), 46003);
    expect(await menuFor("lin")).toEqual([]);
    await create(simple);
    await add(simple, { client_platform_type: "2" });
    expect(await ask("/cgi-bin/menu/delete")).toEqual(ok);
    await expectRefused(ask("/cgi-bin/menu/get"), 46003);
    expect(await menuFor("lin")).toEqual([]);
    // The conditional ones are gone with it.
    await create([click("新")]);
    expect(await menuFor("lin")).toEqual([click("新")]);
  });

  it("stays as it was when the new one is refused", async () => {
    await create(simple);
    const call = await expectRefused(create([click("名字太长太长太长")]), 40018, "button.0.name");
    expect(call.why).toMatchObject({
      given: "名字太长太长太长（24 字节）",
      rule: expect.stringContaining("16"),
    });
    expect(call.why?.advice).toContain("3 字节");
    expect(await menuFor("lin")).toEqual(simple);
  });

  it("sends media that are there", async () => {
    const media_id = await uploaded("image", files.png);
    expect(await create([{ name: "图", type: "media_id", media_id }])).toEqual(ok);
    await expectRefused(
      create([{ name: "图", type: "media_id", media_id: "x" }]),
      40007,
      "button.0.media_id",
    );
    const below = [{ name: "二", sub_button: [{ name: "图", type: "view_limited", media_id: "x" }] }];
    await expectRefused(create(below), 40007, "button.0.sub_button.0.media_id");
  });

  it.each<[string, unknown, number]>([
    ["none", undefined, 40016],
    ["an empty one", [], 40016],
    ["buttons that are none", ["x"], 47001],
    ["one object", click("a"), 47001],
  ])("refuses %s", async (_name, button, errcode) => {
    await expectRefused(create(button), errcode);
  });
});

describe("conditional menus", () => {
  it("need everybody's first", async () => {
    await expectRefused(add(simple, { client_platform_type: "2" }), 65303);
  });

  it("are seen by those who match, the newest first", async () => {
    await create([click("默认")]);
    const { tag } = await tell("/cgi-bin/tags/create", { tag: { name: "老顾客" } });
    const { id } = tag as { id: number };
    await changePerson("chen", { follows: true });
    await tell("/cgi-bin/tags/members/batchtagging", { openid_list: [lin], tagid: id });
    const first = await add([click("安卓")], { client_platform_type: 2 });
    expect(first).toEqual({ menuid: expect.stringMatching(/^\d+$/) });
    const second = await add([click("老顾客")], { tag_id: String(id) });
    expect(await menuFor("lin")).toEqual([click("老顾客")]);
    expect(await menuFor("chen")).toEqual([click("安卓")]);
    expect(await menuFor("chen", "iphone")).toEqual([click("默认")]);
    expect(await tell("/cgi-bin/menu/trymatch", { user_id: lin })).toEqual({
      button: [{ ...click("老顾客"), sub_button: [] }],
    });
    expect(await tell("/cgi-bin/menu/trymatch", { user_id: chen })).toMatchObject({
      button: [{ name: "安卓" }],
    });
    expect(await ask("/cgi-bin/menu/get")).toMatchObject({
      menu: { button: [{ name: "默认" }], menuid: expect.any(Number) },
      conditionalmenu: [
        { button: [{ name: "老顾客" }], matchrule: { tag_id: String(id) }, menuid: Number(second.menuid) },
        { matchrule: { client_platform_type: "2" }, menuid: Number(first.menuid) },
      ],
    });
    expect(await tell("/cgi-bin/menu/delconditional", { menuid: second.menuid })).toEqual(ok);
    expect(await menuFor("lin")).toEqual([click("安卓")]);
    await expectRefused(tell("/cgi-bin/menu/delconditional", { menuid: second.menuid }), 65301, "menuid");
  });

  it("stay when everybody's is replaced", async () => {
    await create(simple);
    await add([click("安卓")], { client_platform_type: "2" });
    await create([click("新")]);
    expect(await menuFor("lin")).toEqual([click("安卓")]);
  });

  it("for what nobody tells are kept, with a remark, and match nobody", async () => {
    await create(simple);
    expect(await add([click("女")], { sex: "2", language: "zh_CN" })).toHaveProperty("menuid");
    expect((await lastCall()).why?.notes?.join()).toContain("sex");
    await add([click("English")], { language: "en" });
    expect(await menuFor("lin")).toEqual(simple);
    await add([click("中文")], { language: "zh_CN" });
    expect(await menuFor("lin")).toEqual([click("中文")]);
  });

  const links = (count: number) => [
    {
      name: "a",
      sub_button: Array.from({ length: count }, (_, n) => ({
        name: "b",
        type: "view",
        url: `https://h${n}.cn`,
      })),
    },
  ];

  it.each<[string, number, unknown, unknown, string | undefined]>([
    ["no buttons", 65307, [], { client_platform_type: "1" }, "button"],
    ["no rule", 65304, simple, undefined, "matchrule"],
    ["an empty rule", 65304, simple, { tag_id: "", sex: null }, "matchrule"],
    ["a province without a country", 65310, simple, { province: "广东" }, "matchrule"],
    ["a city without a province", 65311, simple, { country: "中国", city: "广州" }, "matchrule"],
    ["a tag that is none", 45159, simple, { tag_id: "777" }, "matchrule.tag_id"],
    ["a phone that is none", 40035, simple, { client_platform_type: "4" }, "matchrule.client_platform_type"],
    ["a name too long", 40018, [click("12345678901234567")], { sex: "1" }, "button.0.name"],
    ["four sites", 65316, links(4), { sex: "1" }, "button"],
  ])("are refused with %s", async (_name, errcode, button, rule, field) => {
    await create(simple);
    await expectRefused(add(button, rule), errcode, field);
    expect(await menuFor("lin")).toEqual(simple);
  });

  it("may lead to three sites", async () => {
    await create(simple);
    expect(await add(links(3), { sex: "1" })).toHaveProperty("menuid");
  });

  it("are tried for people who are there, once there is a menu", async () => {
    await expectRefused(tell("/cgi-bin/menu/trymatch", { user_id: lin }), 46003);
    await create(simple);
    await expectRefused(tell("/cgi-bin/menu/trymatch", { user_id: "weixin" }), 65302, "user_id");
  });
});
