import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  buttonInput,
  cleanMenu,
  type MenuInput,
  menuHosts,
  menuMedia,
  menuMistake,
} from "@/lib/sandbox/menu-rules";

const click = (changes: MenuInput = {}): MenuInput => ({ name: "点", type: "click", key: "K", ...changes });
const view = (url: string): MenuInput => ({ name: "看", type: "view", url });
const under = (...subs: MenuInput[]): MenuInput[] => [{ name: "上", sub_button: subs }];
const many = (count: number, button: MenuInput = click()): MenuInput[] =>
  Array.from({ length: count }, () => button);

const wrong: [string, MenuInput[], number, string][] = [
  ["no button", [], 40016, "button"],
  ["four buttons", many(4), 40016, "button"],
  ["six below one", under(...many(6)), 40023, "button.0.sub_button"],
  ["a third level", under({ name: "x", sub_button: [click()] }), 40022, "button.0.sub_button.0.sub_button"],
  ["both type and sub_button", [{ ...click(), sub_button: [click()] }], 40017, "button.0.type"],
  ["no type", [{ name: "x" }], 40017, "button.0.type"],
  ["an unknown type", [click(), click({ type: "scan" })], 40017, "button.1.type"],
  ["a type of every object", [click({ type: "constructor" })], 40017, "button.0.type"],
  ["an unknown type below", under(click(), click({ type: "CLICK" })), 40024, "button.0.sub_button.1.type"],
  ["no name", [click({ name: "" })], 40018, "button.0.name"],
  ["no name at all", [click({ name: null })], 40018, "button.0.name"],
  ["no name below", under(click({ name: "" })), 40025, "button.0.sub_button.0.name"],
  ["no key", [click({ key: "" })], 40019, "button.0.key"],
  ["no key below", under({ name: "x", type: "location_select" }), 40026, "button.0.sub_button.0.key"],
  ["no url", [view("")], 40020, "button.0.url"],
  ["no url below", under(view("")), 40027, "button.0.sub_button.0.url"],
  ["half a url", [view("moon.example/a")], 40055, "button.0.url"],
  ["a script", [view("javascript:alert(1)")], 40055, "button.0.url"],
  ["half a url below", under(view("//moon.example")), 40054, "button.0.sub_button.0.url"],
  [
    "a mini program without url",
    [{ name: "x", type: "miniprogram", appid: "a", pagepath: "b" }],
    40020,
    "button.0.url",
  ],
  [
    "a mini program without appid",
    [{ ...view("http://a"), type: "miniprogram", pagepath: "b" }],
    40013,
    "button.0.appid",
  ],
  [
    "a mini program without page",
    [{ ...view("http://a"), type: "miniprogram", appid: "a" }],
    40165,
    "button.0.pagepath",
  ],
  ["no medium", [{ name: "x", type: "media_id" }], 40007, "button.0.media_id"],
  ["no article", [{ name: "x", type: "article_view_limited" }], 40007, "button.0.article_id"],
];

describe("a menu", () => {
  it.each(wrong)("with %s is refused", (_name, buttons, errcode, field) => {
    expect(menuMistake(buttons)).toMatchObject({ errcode, field });
  });

  it.each([
    ["three buttons", many(3)],
    ["five below one", under(...many(5))],
    ["an empty list below a button that does something", [click({ sub_button: [] })]],
    ["a mini program", [{ ...view("http://a"), type: "miniprogram", appid: "a", pagepath: "b" }]],
    ...[
      "scancode_push",
      "scancode_waitmsg",
      "pic_sysphoto",
      "pic_photo_or_album",
      "pic_weixin",
      "location_select",
    ].map((type): [string, MenuInput[]] => [type, [click({ type })]]),
    ["a medium", [{ name: "x", type: "view_limited", media_id: "m" }]],
    ["an article", [{ name: "x", type: "article_id", article_id: "a" }]],
  ])("with %s is good", (_name, buttons) => {
    expect(menuMistake(buttons)).toBeNull();
  });

  const bytes = (text: string) => Buffer.byteLength(text);
  const chars = fc.string({ unit: "grapheme", minLength: 1, maxLength: 140 });
  it("counts bytes, and not characters", () => {
    fc.assert(
      fc.property(chars, (value) => {
        expect(menuMistake([click({ name: value })])?.errcode).toBe(bytes(value) <= 16 ? undefined : 40018);
        expect(menuMistake(under(click({ name: value })))?.errcode).toBe(
          bytes(value) <= 60 ? undefined : 40025,
        );
        expect(menuMistake([click({ key: value })])?.errcode).toBe(bytes(value) <= 128 ? undefined : 40019);
        expect(menuMistake(under(click({ key: value })))?.errcode).toBe(
          bytes(value) <= 128 ? undefined : 40026,
        );
      }),
    );
    const edges: [make: (value: string) => MenuInput[], longest: number, errcode: number][] = [
      [(name) => [click({ name })], 16, 40018],
      [(name) => under(click({ name })), 60, 40025],
      [(key) => [click({ key })], 128, 40019],
      [(key) => under(click({ key })), 128, 40026],
    ];
    for (const [make, longest, errcode] of edges) {
      expect(menuMistake(make("x".repeat(longest)))).toBeNull();
      expect(menuMistake(make("x".repeat(longest + 1)))?.errcode).toBe(errcode);
    }
    const url = (size: number) => `http://a/${"x".repeat(size - 9)}`;
    expect(menuMistake([view(url(1024))])).toBeNull();
    expect(menuMistake([view(url(1025))])?.errcode).toBe(40020);
    expect(menuMistake(under(view(url(1025))))?.errcode).toBe(40027);
  });

  it("never throws, whatever comes", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const parsed = buttonInput.array().safeParse(value);
        if (parsed.success) menuMistake(parsed.data);
      }),
    );
  });
});

describe("what is kept of a menu", () => {
  it("is what WeChat knows", () => {
    const buttons = buttonInput.array().parse([
      { name: "a", type: "click", key: "k", url: null, x: 1, sub_button: [] },
      { name: "b", type: "", sub_button: [{ name: "c", type: "view", url: "http://c", y: 2 }] },
    ]);
    expect(cleanMenu(buttons)).toEqual([
      { name: "a", type: "click", key: "k" },
      { name: "b", sub_button: [{ name: "c", type: "view", url: "http://c" }] },
    ]);
  });

  it("names its media and its sites", () => {
    const medium = { name: "m", type: "media_id", media_id: "1" };
    const buttons = [
      medium,
      view("https://a.cn/1"),
      ...under(view("http://b.cn:8080/"), { ...medium, media_id: "2" }),
    ];
    expect(menuMedia(buttons)).toEqual([
      { mediaId: "1", field: "button.0.media_id" },
      { mediaId: "2", field: "button.2.sub_button.1.media_id" },
    ]);
    expect([...menuHosts(buttons)]).toEqual(["a.cn", "b.cn"]);
  });
});
