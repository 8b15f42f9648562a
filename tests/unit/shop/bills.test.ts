import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Booked, compareBill, statedIn } from "@/lib/shop/bills/compare";
import { billReadyAt, dayAfter, dayOf, startOfDay } from "@/lib/shop/bills/day";
import type { BillRow } from "@/lib/wechat";

const row = (changes: Partial<BillRow>): BillRow => ({
  at: new Date("2026-05-01T04:00:00Z"),
  out_trade_no: "M1",
  transaction_id: "42",
  openid: "o1",
  trade_type: "JSAPI",
  trade_state: "SUCCESS",
  total_fee: 500,
  out_refund_no: "",
  refund_id: "",
  refund_fee: 0,
  refund_status: "",
  raw: {},
  ...changes,
});
const refundRow = (changes: Partial<BillRow> = {}) =>
  row({ trade_state: "REFUND", out_refund_no: "R1", refund_fee: 200, refund_status: "SUCCESS", ...changes });
const booked = (changes: Partial<Booked> = {}): Booked => ({
  number: "M1",
  amount: 500,
  done: true,
  state: "paid",
  expected: true,
  ...changes,
});
const refunded = (changes: Partial<Booked> = {}) =>
  booked({ number: "R1", amount: 200, state: "success", ...changes });

describe("days in Beijing", () => {
  it("begin at 16:00 in Greenwich, and their bill is there at ten", () => {
    expect(dayOf(new Date("2026-02-28T15:59:59Z"))).toBe("2026-02-28");
    expect(dayOf(new Date("2026-02-28T16:00:00Z"))).toBe("2026-03-01");
    expect(startOfDay("2026-03-01")).toEqual(new Date("2026-02-28T16:00:00Z"));
    expect(billReadyAt("2026-02-28")).toEqual(new Date("2026-03-01T02:00:00Z"));
    expect(dayAfter("2026-12-31", 1)).toBe("2027-01-01");
    expect(dayAfter("2024-03-01", -1)).toBe("2024-02-29");
  });

  it("hold every moment once", () => {
    const moments = fc.date({
      min: new Date("2020-01-01"),
      max: new Date("2040-01-01"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moments, (at) => {
        const day = dayOf(at);
        expect(+startOfDay(day)).toBeLessThanOrEqual(+at);
        expect(+startOfDay(dayAfter(day, 1))).toBeGreaterThan(+at);
      }),
    );
  });
});

describe("a bill and our books", () => {
  it("are equal", () => {
    const books = { payments: [booked()], refunds: [refunded()] };
    expect(compareBill([row({}), refundRow()], books)).toEqual([]);
    expect(compareBill([], { payments: [], refunds: [] })).toEqual([]);
  });

  it.each<[string, BillRow[], { payments?: Booked[]; refunds?: Booked[] }, object]>([
    ["a payment that we do not know", [row({})], {}, { kind: "missing_here", number: "M1", theirs: "500" }],
    [
      "a payment that WeChat does not know",
      [],
      { payments: [booked()] },
      { kind: "missing_there", ours: "500" },
    ],
    [
      "another amount",
      [row({ total_fee: 501 })],
      { payments: [booked()] },
      { kind: "amount", ours: "500", theirs: "501" },
    ],
    [
      "a payment that is open with us",
      [row({})],
      { payments: [booked({ done: false, state: "created", expected: false })] },
      { kind: "state", ours: "created", theirs: "SUCCESS" },
    ],
    [
      "a refund that we do not know",
      [refundRow()],
      {},
      { kind: "missing_here", what: "refund", number: "R1" },
    ],
    [
      "a refund that WeChat does not know",
      [],
      { refunds: [refunded()] },
      { kind: "missing_there", what: "refund" },
    ],
    [
      "a refund of another amount",
      [refundRow({ refund_fee: 201 })],
      { refunds: [refunded()] },
      { kind: "amount", what: "refund" },
    ],
    [
      "a refund that we declined",
      [refundRow()],
      { refunds: [refunded({ done: false, state: "declined", expected: false })] },
      { kind: "state", what: "refund", ours: "declined" },
    ],
  ])("differ by %s", (_, rows, { payments = [], refunds = [] }, expected) => {
    expect(compareBill(rows, { payments, refunds })).toEqual([expect.objectContaining(expected)]);
  });

  it("leave alone what belongs to another day's bill, and refunds that failed", () => {
    const books = { payments: [booked({ expected: false })], refunds: [refunded({ expected: false })] };
    expect(compareBill([], books)).toEqual([]);
    expect(compareBill([refundRow({ refund_status: "FAIL" })], { payments: [], refunds: [] })).toEqual([]);
    expect(statedIn([row({ trade_state: "REVOKED" })])).toEqual({ payments: [], refunds: [] });
  });
});
