import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/lib/db";
import { advanceClock, doDue } from "@/lib/sandbox/clock";
import { setFault } from "@/lib/sandbox/faults";
import { forgeriesFor } from "@/lib/sandbox/forgeries";
import { forgeForRefund, forgeNotice } from "@/lib/sandbox/notices";
import { decryptReqInfo } from "@/lib/wechat/crypto";
import { parseXml } from "@/lib/wechat/xml";
import { payOrder, refund, refundNotify } from "./money-support";
import { freshSandbox, lastCall, mp, pay, shop } from "./support";

beforeEach(freshSandbox);

/** The notices about refunds that the shop got. */
const received = () => shop.notices.filter((notice) => notice.req_info !== undefined);
const infoOf = (notice: Record<string, string> | undefined) =>
  parseXml(decryptReqInfo(notice?.req_info ?? "", pay.key), { root: "root" });

/** A refund, three seconds later. */
async function refundOne(changes: Parameters<typeof refund>[0] = {}) {
  await payOrder();
  await refund(changes);
  await advanceClock(3);
  return db().sandboxRefund.findFirstOrThrow();
}

const refuse = () => {
  shop.answer = async () => new Response("<xml><return_code>FAIL</return_code></xml>");
};

describe("the notification of a refund", () => {
  it("is encrypted with the key's md5, has the root <root>, and no signature", async () => {
    const { refundId } = await refundOne();
    const [notice, ...more] = received();
    expect(more).toEqual([]);
    expect(notice).toMatchObject({ return_code: "SUCCESS", appid: mp.appid, mch_id: pay.mchid });
    expect(notice?.sign).toBeUndefined();
    expect(infoOf(notice)).toMatchObject({
      out_trade_no: "T20260101000001",
      out_refund_no: "R1",
      refund_id: refundId,
      total_fee: "8800",
      refund_fee: "3000",
      refund_status: "SUCCESS",
      refund_recv_accout: "支付用户零钱",
      success_time: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
      refund_request_source: "API",
    });
    const call = await lastCall();
    expect(call).toMatchObject({
      direction: "out",
      ok: true,
      address: refundNotify,
      outcome: "退款通知：店铺已确认",
    });
    expect(call.why?.notes?.join()).toContain("<out_refund_no>");
  });

  it.each([
    ["refund_abnormal", "CHANGE"],
    ["refund_closed", "REFUNDCLOSE"],
  ] as const)("tells of %s", async (fault, refund_status) => {
    await setFault(fault, true);
    await refundOne();
    const info = infoOf(received()[0]);
    expect(info).toMatchObject({ refund_status });
    expect(info.success_time).toBeUndefined();
  });

  it("comes after the money and not before, though the clock jumps", async () => {
    await payOrder();
    await refund();
    await doDue();
    expect(received()).toEqual([]);
    await advanceClock(48 * 3600);
    expect(received()).toHaveLength(1);
  });

  it("keeps the money's own moment, while another notification waits for its next attempt", async () => {
    refuse();
    await payOrder();
    await doDue();
    await refund();
    await advanceClock(48 * 3600);
    const { createdAt, finishedAt, dueAt } = await db().sandboxRefund.findFirstOrThrow();
    expect(dueAt.getTime() - createdAt.getTime()).toBe(3000);
    expect((finishedAt?.getTime() ?? 0) - dueAt.getTime()).toBeLessThan(10_000);
  });

  it("is not sent without an address", async () => {
    await refundOne({ notify_url: undefined });
    expect(received()).toEqual([]);
    expect(await db().sandboxNotice.count({ where: { subject: "refund" } })).toBe(0);
  });

  it("is repeated like a payment's: sixteen times at most", async () => {
    refuse();
    await refundOne();
    expect((await lastCall()).outcome).toContain("15 秒后重发");
    await advanceClock(15);
    expect(received()).toHaveLength(2);
    await advanceClock(25 * 3600);
    expect(received()).toHaveLength(16);
    expect(new Set(received().map((notice) => notice.req_info)).size).toBe(1);
  });
});

describe("faults", () => {
  it.each([
    ["refund_notice_lost", 0],
    ["refund_notice_doubled", 2],
    ["refund_notice_forged", 2],
  ] as const)("%s: the shop gets %i", async (fault, count) => {
    await setFault(fault, true);
    await refundOne();
    expect(received()).toHaveLength(count);
    // The next one is as usual.
    shop.notices = [];
    await refund({ out_refund_no: "R2" });
    await advanceClock(3);
    expect(received()).toHaveLength(1);
  });

  it("late: 15 seconds after the money", async () => {
    await setFault("refund_notice_late", true);
    await refundOne();
    expect(received()).toHaveLength(0);
    await advanceClock(15);
    expect(received()).toHaveLength(1);
  });
});

describe("a forged one", () => {
  const kinds = forgeriesFor("v2", "refund");

  it.each(kinds)("%s differs where it should, and is sent once", async (kind) => {
    const { id } = await refundOne();
    refuse();
    expect(await forgeForRefund(id, kind)).toBe(true);
    await advanceClock(24 * 3600);
    const [genuine, forged, ...more] = received();
    expect(more).toEqual([]);
    expect(await lastCall()).toMatchObject({ ok: true, outcome: expect.stringContaining("识破") });
    if (kind === "signature" || kind === "unsigned") {
      expect(() => infoOf(forged)).toThrow();
      return;
    }
    const [before, after] = [
      { ...genuine, ...infoOf(genuine) },
      { ...forged, ...infoOf(forged) },
    ];
    const changed = Object.keys(before).filter((name) => before[name] !== after[name]);
    const fields = { amount: ["refund_fee", "settlement_refund_fee"], number: ["out_refund_no"] };
    const expected = kind === "amount" || kind === "number" ? fields[kind] : [kind];
    expect(changed.filter((name) => name !== "nonce_str" && name !== "req_info")).toEqual(expected);
  });

  it("claims that a refund which is under way is over; a shop that believes it is told off", async () => {
    await payOrder();
    await refund();
    const { id } = await db().sandboxRefund.findFirstOrThrow();
    await forgeForRefund(id, "amount");
    await doDue();
    expect(infoOf(received()[0])).toMatchObject({ refund_status: "SUCCESS", refund_fee: "1" });
    // The payment's own notice goes out at the same moment: either may be the ledger's last.
    const toldOff = { ok: false, outcome: { contains: "信以为真" } };
    expect(await db().sandboxCall.count({ where: toldOff })).toBe(1);
  });

  it("needs a refund with an address, and a kind that there is", async () => {
    expect(await forgeForRefund(404, "amount")).toBe(false);
    const { id } = await refundOne({ notify_url: undefined });
    expect(await forgeForRefund(id, "amount")).toBe(false);
    await refund({ out_refund_no: "R2" });
    await advanceClock(3);
    const notice = await db().sandboxNotice.findFirstOrThrow({ where: { subject: "refund" } });
    expect(await forgeNotice(notice.id, "openid")).toBe(false);
    expect(await forgeNotice(notice.id, "number")).toBe(true);
  });
});
