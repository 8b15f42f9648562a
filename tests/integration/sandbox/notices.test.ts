import { beforeEach, describe, expect, it, vi } from "vitest";
import { clockOffset, setClockOffset } from "@/lib/clock";
import { db } from "@/lib/db";
import { advanceClock, loadSandboxClock, resetClock } from "@/lib/sandbox/clock";
import { deliver, deliverDue } from "@/lib/sandbox/deliveries";
import { type FaultName, setFault } from "@/lib/sandbox/faults";
import { type Forgery, forgeriesFor } from "@/lib/sandbox/forgeries";
import { listCalls } from "@/lib/sandbox/ledger";
import { forgeForOrder, forgeNotice, resendNotice } from "@/lib/sandbox/notices";
import { finishSheet } from "@/lib/sandbox/pay-sheet";
import { openidOf } from "@/lib/sandbox/people";
import { mostAttempts } from "@/lib/sandbox/schedule";
import { verify } from "@/lib/wechat/sign";
import { freshSandbox, lastCall, mp, pay, placeOrder, shop } from "./support";

beforeEach(freshSandbox);

async function payOne(...faults: FaultName[]): Promise<void> {
  const { prepay_id = "" } = await placeOrder({ attach: "a1" });
  for (const fault of faults) await setFault(fault, true);
  await finishSheet({ prepayId: prepay_id, action: "pay" }, "lin");
}
const notices = () => db().sandboxNotice.findMany({ orderBy: { id: "asc" } });
const statuses = async () => (await notices()).map((notice) => notice.status);
const busy = async () => new Response("busy", { status: 503 });

describe("a notification", () => {
  it("is signed as the order was and says what was paid", async () => {
    await payOne();
    expect(await deliverDue()).toBe(1);
    expect(shop.notices).toHaveLength(1);
    expect(shop.notices[0]).toMatchObject({
      return_code: "SUCCESS",
      result_code: "SUCCESS",
      appid: mp.appid,
      mch_id: pay.mchid,
      openid: openidOf(mp.appid, "lin"),
      total_fee: "8800",
      out_trade_no: "T20260101000001",
      attach: "a1",
    });
    expect(verify(shop.notices[0] ?? {}, pay.key, "HMAC-SHA256")).toBe(true);
    expect(await statuses()).toEqual(["delivered"]);
    expect(await lastCall()).toMatchObject({ direction: "out", ok: true, why: { signature: { ok: true } } });
    expect(await deliverDue()).toBe(0);
  });

  it("comes as text/xml, follows no redirect, and waits five seconds", async () => {
    const fetcher = vi.fn(async (_url: string, _init: RequestInit) => new Response(""));
    vi.stubGlobal("fetch", fetcher);
    const timeout = vi.spyOn(AbortSignal, "timeout");
    await payOne();
    await deliverDue();
    const [url, init] = fetcher.mock.calls[0] ?? [];
    expect(url).toBe("http://localhost:3000/wxpay/shop/callback");
    expect(init).toMatchObject({ method: "POST", redirect: "manual" });
    expect(new Headers(init?.headers).get("content-type")).toBe("text/xml");
    expect(timeout).toHaveBeenCalledWith(5000);
    timeout.mockRestore();
  });

  it.each<[string, () => Promise<Response>]>([
    ["HTTP 503", busy],
    ["HTTP 200 without SUCCESS", async () => new Response("<xml><return_code>FAIL</return_code></xml>")],
    ["no answer", async () => Promise.reject(new DOMException("late", "TimeoutError"))],
  ])("comes again 15 seconds after %s", async (_name, answer) => {
    await payOne();
    shop.answer = answer;
    await deliverDue();
    expect(await lastCall()).toMatchObject({ ok: false, outcome: expect.stringContaining("15 秒后重发") });
    expect(await deliverDue()).toBe(0);
    await advanceClock(14);
    expect(shop.notices).toHaveLength(1);
    await advanceClock(2);
    expect(shop.notices).toHaveLength(2);
    expect(shop.notices[1]).toEqual(shop.notices[0]);
  });

  it("comes sixteen times within a day and four minutes, however far the clock jumps, and no more", async () => {
    const most = mostAttempts("payment");
    await payOne();
    shop.answer = busy;
    await advanceClock(24 * 3600);
    expect(shop.notices).toHaveLength(most - 1);
    await advanceClock(5 * 60);
    expect(shop.notices).toHaveLength(most);
    expect(await statuses()).toEqual(["given_up"]);
    await advanceClock(7 * 24 * 3600);
    expect(shop.notices).toHaveLength(most);
  });

  it("stops when the shop is back", async () => {
    await payOne();
    shop.answer = busy;
    await deliverDue();
    await advanceClock(15);
    shop.answer = async () => new Response("<xml><return_code>SUCCESS</return_code></xml>");
    await advanceClock(24 * 3600);
    expect(shop.notices).toHaveLength(3);
    expect(await statuses()).toEqual(["delivered"]);
  });

  it("is never sent twice for one attempt, however many processes try", async () => {
    await payOne();
    const [notice] = await notices();
    if (!notice) throw new Error("No notification");
    const made = await Promise.all(Array.from({ length: 5 }, () => deliver(notice)));
    expect(made.filter(Boolean)).toHaveLength(1);
    expect(shop.notices).toHaveLength(1);
  });
});

describe("faults", () => {
  it("lost: never sent, until it is sent by hand", async () => {
    await payOne("notice_lost");
    await advanceClock(24 * 3600);
    expect(shop.notices).toHaveLength(0);
    expect(await statuses()).toEqual(["lost"]);
    const [notice] = await notices();
    expect(await resendNotice(notice?.id ?? 0)).toBe(true);
    await deliverDue();
    expect(shop.notices).toHaveLength(1);
    expect(await statuses()).toEqual(["delivered"]);
  });

  it("late: first sent after 15 seconds", async () => {
    await payOne("notice_late");
    expect(await deliverDue()).toBe(0);
    await advanceClock(15);
    expect(shop.notices).toHaveLength(1);
  });

  it("doubled: sent twice at once", async () => {
    await payOne("notice_doubled");
    await deliverDue();
    expect(shop.notices).toHaveLength(2);
    expect(shop.notices[0]).toEqual(shop.notices[1]);
  });

  it("forged: one with a wrong key comes first", async () => {
    await payOne("notice_forged");
    await deliverDue();
    expect(shop.notices.map((notice) => verify(notice, pay.key, "HMAC-SHA256"))).toEqual([false, true]);
  });

  it("strike one payment only", async () => {
    await payOne("notice_lost");
    const { prepay_id = "" } = await placeOrder({ out_trade_no: "T20260101000002" });
    await finishSheet({ prepayId: prepay_id, action: "pay" }, "lin");
    await deliverDue();
    expect(shop.notices.map((notice) => notice.out_trade_no)).toEqual(["T20260101000002"]);
  });
});

describe("a forged notification", () => {
  it.each(forgeriesFor("v2", "payment"))("%s differs where it should, and is sent once", async (kind) => {
    await payOne();
    await deliverDue();
    const [genuine] = shop.notices;
    const [notice] = await notices();
    shop.answer = async () => new Response("<xml><return_code>FAIL</return_code></xml>");
    expect(await forgeNotice(notice?.id ?? 0, kind)).toBe(true);
    await advanceClock(24 * 3600);
    expect(shop.notices).toHaveLength(2);
    const forged = shop.notices[1] ?? {};
    const unsigned = kind === "signature" || kind === "unsigned";
    expect(verify(forged, pay.key, "HMAC-SHA256")).toBe(!unsigned);
    const fields: Partial<Record<Forgery, string>> = {
      amount: "total_fee",
      signature: "sign",
      unsigned: "sign",
      appid: "appid",
      mch_id: "mch_id",
      openid: "openid",
    };
    const field = fields[kind] ?? "";
    expect(forged[field]).not.toBe(genuine?.[field]);
    expect(forged.out_trade_no).toBe(genuine?.out_trade_no);
    expect(await statuses()).toEqual(["delivered", "refused"]);
    expect(await lastCall()).toMatchObject({ ok: true, outcome: expect.stringContaining("识破") });
  });

  it("can claim that an unpaid order was paid; a shop that believes it is told off", async () => {
    await placeOrder();
    const order = await db().sandboxOrder.findFirstOrThrow();
    expect(await forgeForOrder(order.id, "amount")).toBe(true);
    await deliverDue();
    expect(shop.notices[0]).toMatchObject({ total_fee: "1", transaction_id: expect.any(String) });
    expect(await lastCall()).toMatchObject({ ok: false, outcome: expect.stringContaining("信以为真") });
    expect((await db().sandboxOrder.findFirstOrThrow()).tradeState).toBe("NOTPAY");
  });

  it("needs something to forge", async () => {
    expect(await forgeForOrder(999, "amount")).toBe(false);
    expect(await forgeNotice(999, "amount")).toBe(false);
    expect(await resendNotice(999)).toBe(false);
  });
});

describe("the clock", () => {
  it("is kept for other processes, and can go back", async () => {
    await advanceClock(3600);
    expect(clockOffset()).toBe(3_600_000);
    setClockOffset(0);
    await loadSandboxClock();
    expect(clockOffset()).toBe(3_600_000);
    await resetClock();
    expect(clockOffset()).toBe(0);
    await loadSandboxClock();
    expect(clockOffset()).toBe(0);
  });
});

it("keeps the newest 500 entries of the ledger", async () => {
  const entry = {
    direction: "in",
    method: "GET",
    address: "x",
    request: "",
    answer: "",
    httpStatus: 200,
    outcome: "",
    ok: true,
    durationMs: 0,
  };
  const rows = Array.from({ length: 530 }, () => ({ ...entry, at: new Date() }));
  await db().sandboxCall.createMany({ data: rows });
  for (let number = 0; number < 20; number += 1) await placeOrder();
  const count = await db().sandboxCall.count();
  expect(count).toBeGreaterThanOrEqual(500);
  expect(count).toBeLessThan(520);
  const [newest] = await listCalls();
  expect(newest?.address).toContain("/pay/unifiedorder");
});
