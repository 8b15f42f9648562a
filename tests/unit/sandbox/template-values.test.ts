import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kindOfKey, valueMistake } from "@/lib/sandbox/template-values";

const fits = (key: string, value: string): boolean => valueMistake(key, value) === null;
const text = (unit: fc.Arbitrary<string>, minLength: number, maxLength: number) =>
  fc.array(unit, { minLength, maxLength }).map((units) => units.join(""));
const visible = fc
  .string({ unit: "grapheme-composite", minLength: 1, maxLength: 1 })
  .filter((one) => one.trim() !== "");
const han = fc.integer({ min: 0x4e00, max: 0x9fa5 }).map((code) => String.fromCodePoint(code));
const ascii = fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCodePoint(code));
const digit = fc.constantFrom(..."0123456789");
const letter = fc.constantFrom(..."abcXYZ");

/** By kind: what may stand there, and how long at most. */
const lengths: [kind: string, unit: fc.Arbitrary<string>, longest: number][] = [
  ["thing", fc.oneof(han, ascii, fc.constant("😀")), 20],
  ["phrase", han, 5],
  ["character_string", ascii, 32],
  ["number", digit, 32],
  ["letter", letter, 32],
  ["symbol", fc.constantFrom(..."!#￥、。…"), 5],
  ["phone_number", fc.constantFrom(..."0123456789+-"), 17],
  ["amount", digit, 10],
];

describe("a keyword's length", () => {
  it.each(lengths)("%s: up to its limit, and not one more", (kind, unit, longest) => {
    fc.assert(fc.property(text(unit, 1, longest), (value) => fits(`${kind}1`, value)));
    fc.assert(fc.property(text(unit, longest + 1, longest + 1), (value) => !fits(`${kind}12`, value)));
  });

  it("name: ten Chinese characters, or twenty others", () => {
    fc.assert(fc.property(text(han, 1, 10), (value) => fits("name1", value)));
    fc.assert(fc.property(text(han, 11, 20), (value) => !fits("name1", value)));
    fc.assert(fc.property(text(letter, 1, 20), (value) => fits("name1", value)));
    fc.assert(fc.property(text(letter, 21, 30), (value) => !fits("name1", value)));
    expect(fits("name1", "林a")).toBe(false);
  });

  it("is counted in characters, not in bytes or halves of them", () => {
    expect(fits("thing1", "😀".repeat(20))).toBe(true);
    expect(fits("thing1", "😀".repeat(21))).toBe(false);
  });
});

const examples: [key: string, good: string[], bad: string[]][] = [
  [
    "time4",
    [
      "15:01",
      "2026年1月15日 15:01",
      "2026年01月15日",
      "2026-01-15 15:01:59",
      "2026/1/5",
      "2026.1.5 9：30",
      "9:00~18:00",
      "2026年1月1日 ~ 2026年1月3日",
    ],
    [
      "明天",
      "25:00",
      "12:60",
      "2026年13月1日",
      "2026年1月32日",
      "2026-01/15",
      "20260115",
      "2026年1月",
      "9:00~10:00~11:00",
      "x 15:01",
    ],
  ],
  [
    "date1",
    ["2026年1月15日", "2026-01-15 15:01", "2026年1月15日~2026年1月16日"],
    ["15:01", "1月15日", "2026年0月1日"],
  ],
  [
    "amount3",
    ["¥88.00", "88", "￥88元", "$1234567890.123", "88.5元"],
    ["12345678901", "¥1,280.00", "八十八", "88 元", "¥", "-1", "¥¥1"],
  ],
  ["character_string1", ["SF-1234/5_6#", "a b"], ["订单1", "SF\n1"]],
  ["phone_number2", ["+86-0766-66888866", "(021) 123"], ["一二三", "123456789012345678", "138x"]],
  ["number5", ["1", "1.5", "-3"], ["1.", "1,000", "一", "1e3", "１"]],
  ["phrase3", ["已退款", "VIP已退"], ["部分退款成功了"]],
  ["car_number6", ["粤A8Z888挂", "沪A12345"], ["粤A8Z888挂挂", "粤-1"]],
  ["letter7", ["abc"], ["a1", "月"]],
  ["symbol8", ["!", "~^_^~"], ["a", "月", "!!!!!!"]],
];

describe("a keyword's form", () => {
  it.each(examples)("%s", (key, good, bad) => {
    for (const value of good) expect([value, valueMistake(key, value)]).toEqual([value, null]);
    for (const value of bad) expect([value, fits(key, value)]).toEqual([value, false]);
  });

  it("is free where no rule is known, but for being empty", () => {
    fc.assert(fc.property(visible, (value) => fits("const1", value) && fits("keyword1", value)));
    for (const key of ["thing1", "const1", "constructor1", "amount1"]) {
      for (const value of ["", " ", "\n"]) expect(fits(key, value)).toBe(false);
    }
  });

  it("is told by the key's beginning", () => {
    expect(
      ["thing2", "character_string10", "phone_number1", "thing", "2", "Thing2", ""].map(kindOfKey),
    ).toEqual(["thing", "character_string", "phone_number", "", "", "", ""]);
  });

  it("takes no long time to find out", () => {
    const long = "1".repeat(100_000);
    for (const [kind] of lengths) valueMistake(`${kind}1`, long);
    for (const key of ["time1", "date1", "name1", "car_number1"]) expect(fits(key, `${long} :`)).toBe(false);
  });
});
