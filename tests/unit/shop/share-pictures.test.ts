import { readFileSync, statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { products } from "@/prisma/seed/products";

/** Width and height of a PNG, from its first chunk. */
function pngSize(file: string): [number, number] {
  const bytes = readFileSync(file);
  expect(bytes.subarray(1, 4).toString()).toBe("PNG");
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
}

const largestCard = 40 * 1024;

describe("what WeChat shows of the shop, which draws no SVG", () => {
  it.each(["shop", ...products.map(({ id }) => id)])("%s has a card of 300 x 300 below 40 kB", (id) => {
    const file = `public/share/${id}.png`;
    expect(pngSize(file)).toEqual([300, 300]);
    expect(statSync(file).size).toBeLessThan(largestCard);
  });

  it.each(products.map(({ id }) => id))("%s has large pictures by day and by night", (id) => {
    for (const time of ["day", "night"]) {
      const bytes = readFileSync(`public/share/${id}-${time}.jpg`);
      expect(bytes.readUInt16BE(0)).toBe(0xffd8);
      expect(bytes.length).toBeGreaterThan(5000);
    }
  });
});
