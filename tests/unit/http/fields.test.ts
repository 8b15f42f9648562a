import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseStones, stonesSchema, stonesText, tickSchema, yuanSchema, yuanText } from "@/lib/http/fields";

describe("an amount in yuan", () => {
  it.each([
    ["12", 1200],
    ["12.5", 1250],
    [" 0.01 ", 1],
    ["9999999.99", 999_999_999],
  ])("%s is %i fen", (text, fen) => expect(yuanSchema.parse(text)).toBe(fen));

  it.each(["", "0", "0.00", "-1", "1.234", "1e3", "１２", "12 yuan", "1,000", "12345678", ".5", "NaN"])(
    "refuses %j",
    (text) => expect(yuanSchema.safeParse(text).success).toBe(false),
  );

  it("reads back what it writes", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_999 }), (fen) => {
        expect(yuanSchema.parse(yuanText(fen))).toBe(fen);
      }),
    );
  });
});

describe("stones in an address", () => {
  it("reads back what it writes", () => {
    const stones = fc.dictionary(fc.stringMatching(/^[a-z0-9-]{1,20}$/), fc.integer({ min: 0, max: 999 }), {
      maxKeys: 10,
    });
    fc.assert(
      fc.property(stones, (given) => {
        const map = new Map(Object.entries(given));
        expect(parseStones(stonesText(map))).toEqual(map);
      }),
    );
  });

  it.each([
    "opal",
    "opal:",
    "opal:-1",
    "opal:1.5",
    "opal:1,opal:2",
    "opal:1,",
    "Opal:1",
    "opal:1000",
    "../x:1",
    "a:1".repeat(1000),
  ])("refuses %j", (text) => expect(parseStones(text)).toBeNull());

  it("never throws", () => {
    fc.assert(fc.property(fc.string(), (text) => void parseStones(text)));
  });

  it("a form leaves out what nobody chose, and has to choose something", () => {
    expect(stonesSchema.parse("opal:1,pearl:0")).toEqual([{ productId: "opal", quantity: 1 }]);
    const messageOf = (value: unknown) => stonesSchema.safeParse(value).error?.issues[0]?.message;
    expect(messageOf("pearl:0")).toBe("请至少选择一件要退的宝石");
    expect(messageOf("")).toBe("请至少选择一件要退的宝石");
    expect(messageOf("pearl")).toBe("没有识别出所选的宝石，请重新选择");
    expect(messageOf(undefined)).toBe("请选择要退的宝石");
  });
});

it("a box is ticked when it is there at all", () => {
  expect(tickSchema.parse("1")).toBe(true);
  expect(tickSchema.parse(undefined)).toBe(false);
});
