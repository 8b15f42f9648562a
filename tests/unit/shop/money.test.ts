import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatFen, splitFen } from "@/lib/shop/money";

describe("money", () => {
  it.each([
    [0, "¥0.00"],
    [1, "¥0.01"],
    [10, "¥0.10"],
    [99, "¥0.99"],
    [100, "¥1.00"],
    [29900, "¥299.00"],
    [99999, "¥999.99"],
    [100000, "¥1,000.00"],
    [123456789, "¥1,234,567.89"],
    [-5, "-¥0.05"],
    [-128000, "-¥1,280.00"],
    [Number.MAX_SAFE_INTEGER, "¥90,071,992,547,409.91"],
  ])("writes %i fen as %s", (fen, text) => {
    expect(formatFen(fen)).toBe(text);
  });

  it("has no negative zero", () => {
    expect(splitFen(-0)).toEqual({ sign: "", yuan: "0", fen: "00" });
  });

  it.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])(
    "refuses %d, which is no amount",
    (amount) => {
      expect(() => formatFen(amount)).toThrow(RangeError);
    },
  );

  it("loses nothing: the digits read back are the amount", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (amount) => {
        expect(Number(formatFen(amount).replace(/[¥,.]/g, ""))).toBe(amount + 0);
      }),
    );
  });
});
