import { describe, expect, it, test } from "vitest";
import { huesOf, question, readBudget, readColour, readWhom } from "@/lib/shop/conversation/stone-questions";

test.each([
  ["1", "自己"],
  ["２", "恋人"],
  [" 3 ", "长辈"],
  ["4.", "朋友"],
  ["4、", "朋友"],
  ["送给我自己", "自己"],
  ["女朋友", "恋人"],
  ["给我妈妈的生日礼物", "长辈"],
  ["一个朋友", "朋友"],
])("the stone is for %s: %s", (text, label) => {
  expect(readWhom(text)).toBe(label);
});

test.each(["0", "5", "11", "", "？", "asdf", "1 2", "-1", "<xml>", "💎".repeat(500)])(
  "%j is no answer to whom it is for",
  (text) => {
    expect(readWhom(text)).toBeNull();
  },
);

test.each([
  ["1", "蓝紫色"],
  ["粉红的", "红粉色"],
  ["绿", "黄绿色"],
  ["随便", "都可以"],
  ["4", "都可以"],
])("the colour %s is %s", (text, label) => {
  expect(readColour(text)).toBe(label);
});

test("every colour but the last has hues, and together they are the whole circle", () => {
  const found = ["蓝紫色", "红粉色", "黄绿色"].map(huesOf);
  expect(found.map((hues) => hues?.[0])).toEqual([180, 300, 30]);
  expect(found.map((hues) => hues?.[1])).toEqual([300, 30, 180]);
  expect(huesOf("都可以")).toBeNull();
});

describe("a budget", () => {
  it.each<[string, number | null]>([
    ["1", 30_000],
    ["2", 100_000],
    ["３", 500_000],
    ["4", null],
    ["不限", null],
    ["随便吧", null],
    ["800", 80_000],
    ["８００元", 80_000],
    ["800块以内", 80_000],
    ["500到800", 80_000],
    ["1,280", 128_000],
    ["99.9", 9_990],
    ["2千", 200_000],
    ["1.5万", 1_500_000],
    ["3k", 300_000],
    ["1000 元以内", 100_000],
  ])("%s is %s fen", (text, fen) => {
    expect(readBudget(text)).toBe(fen);
  });

  it.each(["", "很多", "0", "0元", "5", "９", "99999999999999999999", "NaN", "没有", "一千"])(
    "%j is none that anybody can mean",
    (text) => {
      expect(readBudget(text)).toBeUndefined();
    },
  );
});

test("a question has an answer in each line, and says how to leave", () => {
  const lines = question("whom").split("\n");
  expect(lines.slice(1, -1)).toEqual(["1. 自己", "2. 恋人", "3. 长辈", "4. 朋友"]);
  expect(lines.at(-1)).toContain("取消");
  for (const step of ["whom", "colour", "budget"] as const)
    expect(Buffer.byteLength(question(step))).toBeLessThan(500);
});

test("an answer of thousands of accents keeps nobody busy, and one after many spaces is heard", () => {
  const before = process.cpuUsage();
  const accents = `a${"\u0315\u0300".repeat(15_000)}`;
  expect([readWhom(accents), readColour(accents), readBudget(accents)]).toEqual([null, null, undefined]);
  expect(readWhom(`${" ".repeat(1000)}朋友${"！".repeat(1000)}`)).toBe("朋友");
  // Put in order as a whole, they take seconds for each word that is looked for.
  expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
});
