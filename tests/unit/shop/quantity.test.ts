import { describe, expect, it } from "vitest";
import { quantitySchema } from "@/lib/shop/quantity";

describe("a quantity from a form", () => {
  it.each([
    ["1", 1],
    ["99", 99],
  ])("%s is %i", (text, quantity) => {
    expect(quantitySchema.parse(text)).toBe(quantity);
  });

  it.each([
    "0",
    "-1",
    "1.5",
    "1000000000",
    "100",
    "",
    " 1",
    "1 ",
    "+1",
    "01",
    "1e1",
    "0x1",
    "１",
    "NaN",
    "一",
  ])("%j is refused with a sentence", (text) => {
    const result = quantitySchema.safeParse(text);
    expect(result.success).toBe(false);
    expect(result.error?.issues[0]?.message).toMatch(/[一-鿿]/);
  });
});
