import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/lib/db";
import { setMerchantBalance } from "@/lib/sandbox/books/merchant";
import { advanceClock } from "@/lib/sandbox/clock";
import { setFault } from "@/lib/sandbox/faults";
import { finishSheet } from "@/lib/sandbox/pay-sheet";
import { readPerson } from "@/lib/sandbox/people";
import { pay } from "./support";
import { freshListener, told } from "./v3-listener";
import { placeV3, queryV3, send } from "./v3-support";

beforeEach(freshListener);

const refunds = "/v3/refund/domestic/refunds";
const refund = (changes: Record<string, unknown> = {}) =>
  send({
    path: refunds,
    body: {
      out_trade_no: "V20260101000001",
      out_refund_no: "R1",
      reason: "不想要了",
      notify_url: "https://shop.example.com/wxpay/refund/callback",
      amount: { refund: 3000, total: 8800, currency: "CNY" },
      ...changes,
    },
  });
const queryRefund = (number = "R1") => send({ path: `${refunds}/${number}` });

async function payOne(): Promise<void> {
  const { json } = await placeV3();
  await finishSheet({ prepayId: String(json.prepay_id), action: "pay" }, "lin");
  await advanceClock(1);
  told.length = 0;
}

describe("a refund", () => {
  beforeEach(payOne);

  it("is accepted, arrives, and is told of", async () => {
    const before = (await readPerson("lin")).wallet;
    const { status, json } = await refund();
    expect(status).toBe(200);
    expect(json).toMatchObject({
      refund_id: expect.stringMatching(/^50\d+$/),
      out_refund_no: "R1",
      out_trade_no: "V20260101000001",
      channel: "ORIGINAL",
      status: "PROCESSING",
      create_time: expect.stringMatching(/\+08:00$/),
      amount: { total: 8800, refund: 3000, payer_refund: 3000, currency: "CNY" },
    });
    expect((await queryV3()).json).toMatchObject({ trade_state: "REFUND" });
    await advanceClock(10);
    expect((await readPerson("lin")).wallet).toBe(before + 3000);
    expect((await queryRefund()).json).toMatchObject({ status: "SUCCESS", success_time: expect.any(String) });
    expect(told).toEqual([
      {
        type: "REFUND.SUCCESS",
        resource: expect.objectContaining({
          mchid: pay.mchid,
          out_trade_no: "V20260101000001",
          out_refund_no: "R1",
          refund_status: "SUCCESS",
          amount: { total: 8800, refund: 3000, payer_total: 8800, payer_refund: 3000 },
        }),
      },
    ]);
  });

  it.each([
    ["refund_abnormal", "ABNORMAL"],
    ["refund_closed", "CLOSED"],
  ] as const)("can end otherwise: %s", async (fault, status) => {
    await setFault(fault, true);
    await refund();
    await advanceClock(10);
    expect((await queryRefund()).json).toMatchObject({ status });
    expect(told).toMatchObject([{ type: `REFUND.${status}`, resource: { refund_status: status } }]);
  });

  it("with the same number is the same one, and with another amount refused", async () => {
    const first = await refund();
    const again = await refund();
    expect(again.json.refund_id).toBe(first.json.refund_id);
    expect(await db().sandboxRefund.count()).toBe(1);
    const other = await refund({ amount: { refund: 1, total: 8800, currency: "CNY" } });
    expect(other).toMatchObject({ status: 400, json: { code: "INVALID_REQUEST" } });
  });

  it.each<[string, Record<string, unknown>, number, string]>([
    ["above the rest", { amount: { refund: 8801, total: 8800, currency: "CNY" } }, 400, "INVALID_REQUEST"],
    ["of another total", { amount: { refund: 1, total: 8801, currency: "CNY" } }, 400, "INVALID_REQUEST"],
    ["of no order", { out_trade_no: "nothing" }, 404, "RESOURCE_NOT_EXISTS"],
    ["without an order", { out_trade_no: undefined }, 400, "PARAM_ERROR"],
    ["of dollars", { amount: { refund: 1, total: 8800, currency: "USD" } }, 400, "PARAM_ERROR"],
    ["without a number", { out_refund_no: undefined }, 400, "PARAM_ERROR"],
    ["of nothing", { amount: { refund: 0, total: 8800, currency: "CNY" } }, 400, "PARAM_ERROR"],
  ])("%s is refused", async (_name, changes, status, code) => {
    expect(await refund(changes)).toMatchObject({ status, json: { code } });
    expect(await db().sandboxRefund.count()).toBe(0);
  });

  it("needs money, and an order that was paid", async () => {
    await setMerchantBalance(2999);
    expect(await refund()).toMatchObject({ status: 403, json: { code: "NOT_ENOUGH" } });
    await placeV3({ out_trade_no: "V20260101000002" });
    expect(await refund({ out_trade_no: "V20260101000002" })).toMatchObject({ status: 400 });
    expect(await queryRefund()).toMatchObject({ status: 404, json: { code: "RESOURCE_NOT_EXISTS" } });
  });
});
