import { describe, expect, it } from "vitest";
import { goodsText } from "@/lib/shop/goods-text";

const stones = (...items: [name: string, quantity: number][]) =>
  items.map(([name, quantity]) => ({ name, quantity }));

describe("an order is told by its first stone and how many there are", () => {
  it.each([
    [stones(["月光石", 1]), "月光石"],
    [stones(["月光石", 12]), "月光石 × 12"],
    [stones(["玫瑰石榴石", 2], ["月光石", 1]), "玫瑰石榴石等 3 件"],
    [[], "宝石"],
  ])("%j: %s", (items, text) => expect(goodsText(items, 20)).toBe(text));

  it.each([
    [stones(["长".repeat(20), 1]), "长".repeat(20)],
    [stones(["长".repeat(21), 1]), `${"长".repeat(19)}…`],
    [stones(["长".repeat(16), 2]), `${"长".repeat(16)} × 2`],
    [stones(["长".repeat(17), 2]), `${"长".repeat(15)}… × 2`],
    [stones(["💎".repeat(30), 1], ["月光石", 99]), `${"💎".repeat(12)}…等 100 件`],
  ])("%j within 20 characters, none cut in two: %s", (items, text) => {
    expect(goodsText(items, 20)).toBe(text);
    expect([...goodsText(items, 20)].length).toBeLessThanOrEqual(20);
  });
});
