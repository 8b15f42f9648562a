import { describe, expect, it } from "vitest";
import { shippingSchema } from "@/lib/shop/orders/place";

/** Mobile numbers begin with 13 to 19: the carriers got 16x and 19x long after 13x. */

const accepted = (phone: string): boolean =>
  shippingSchema.safeParse({ receiver: "林月", phone, region: "上海市", address: "月光路 1 号" }).success;

describe("a parcel's phone number", () => {
  it.each(["13800138000", "14700000000", "15912345678", "16612345678", "16712345678"])(
    "may be %s",
    (phone) => {
      expect(accepted(phone)).toBe(true);
    },
  );

  it.each(["17012345678", "18612345678", "19112345678", "19212345678", "19912345678"])(
    "may be %s",
    (phone) => {
      expect(accepted(phone)).toBe(true);
    },
  );

  it.each(["12345678901", "11012345678", "1661234567", "166123456789", "02166612345", "1991234567x", ""])(
    "is not %j",
    (phone) => {
      expect(accepted(phone)).toBe(false);
    },
  );
});
