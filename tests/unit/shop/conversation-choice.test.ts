import fc from "fast-check";
import { expect, test } from "vitest";
import { availability, type ProductCard } from "@/lib/shop/catalogue";
import { chooseStone } from "@/lib/shop/conversation/recommend";
import { huesOf } from "@/lib/shop/conversation/stone-questions";
import { products } from "@/prisma/seed/products";

const colours = ["蓝紫色", "红粉色", "黄绿色", "都可以"];

const card = (id: string, price: number, stock: number, hue: number): ProductCard => ({
  ...{ id, name: id, english: id, line: "", image: "", isNew: false },
  ...{ price, stock, hue, availability: availability(stock) },
});
const shelf = products.map(({ id, price, stock, hue }) => card(id, price, stock, hue));
const chosen = (colour: string, budget: number | null, stones = shelf) => {
  const choice = chooseStone(stones, { whom: "朋友", colour, budget });
  return choice && `${choice.stone.id}, ${choice.missing} missing`;
};

test.each([
  ["蓝紫色", 100_000, "moonstone, nothing missing"],
  ["蓝紫色", 20_000, "amethyst, nothing missing"],
  ["红粉色", 100_000, "pearl, nothing missing"],
  ["红粉色", null, "spinel, nothing missing"],
  ["黄绿色", null, "tourmaline, nothing missing"],
  ["黄绿色", 36_800, "peridot, nothing missing"],
  ["黄绿色", 10_000, "labradorite, colour missing"],
  ["红粉色", 5_000, "garnet, budget missing"],
  ["都可以", 5_000, "labradorite, budget missing"],
])("of the shop's stones, %s for at most %s fen: %s", (colour, budget, expected) => {
  expect(chosen(colour, budget)).toBe(expected);
});

test("hues at the edges belong to one colour each", () => {
  for (let hue = 0; hue <= 359; hue += 1) {
    const of = colours
      .slice(0, 3)
      .filter((colour) => chosen(colour, null, [card("x", 1, 1, hue)])?.includes("nothing"));
    expect(of, String(hue)).toHaveLength(1);
  }
  expect(chosen("红粉色", null, [card("x", 1, 1, 300)])).toContain("nothing");
  expect(chosen("黄绿色", null, [card("x", 1, 1, 30)])).toContain("nothing");
  expect(chosen("蓝紫色", null, [card("x", 1, 1, 180)])).toContain("nothing");
});

test("whatever the shop has: in stock, within the budget if anything is, in the colour if that can be", () => {
  const stone = fc.record({
    price: fc.integer({ min: 1, max: 1000 }),
    stock: fc.integer({ min: 0, max: 2 }),
    hue: fc.integer({ min: 0, max: 359 }),
  });
  const wish = fc.record({
    colour: fc.constantFrom(...colours),
    budget: fc.option(fc.integer({ min: 1, max: 1000 })),
  });
  fc.assert(
    fc.property(fc.array(stone, { maxLength: 8 }), wish, (stones, { colour, budget }) => {
      const cards = stones.map(({ price, stock, hue }, index) => card(String(index), price, stock, hue));
      const inStock = cards.filter(({ stock }) => stock > 0);
      const choice = chooseStone(cards, { whom: "自己", colour, budget });
      expect(choice === null).toBe(inStock.length === 0);
      if (!choice) return;
      expect(choice.stone.stock).toBeGreaterThan(0);
      const affordable = inStock.filter(({ price }) => budget === null || price <= budget);
      expect(choice.missing === "budget").toBe(affordable.length === 0);
      if (choice.missing !== "budget") expect(affordable).toContain(choice.stone);
      if (huesOf(colour) === null) expect(choice.missing).not.toBe("colour");
    }),
  );
});
