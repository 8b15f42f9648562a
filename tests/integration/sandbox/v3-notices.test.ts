import { createDecipheriv } from "node:crypto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { nowMs } from "@/lib/clock";
import { db } from "@/lib/db";
import { advanceClock } from "@/lib/sandbox/clock";
import { deliverDue } from "@/lib/sandbox/deliveries";
import { type FaultName, setFault } from "@/lib/sandbox/faults";
import { type Forgery, forgeriesFor } from "@/lib/sandbox/forgeries";
import { forgeForOrder } from "@/lib/sandbox/notices";
import { finishSheet } from "@/lib/sandbox/pay-sheet";
import { changeKeyState } from "@/lib/sandbox/pay-v3/keys";
import { openidOf } from "@/lib/sandbox/people";
import { platformCertificates } from "@/lib/sandbox/platform-keys";
import { freshSandbox, lastCall, pay, placeOrder } from "./support";
import { isGenuine, placeV3 } from "./v3-support";

interface Received {
  headers: Headers;
  body: string;
}
let received: Received[] = [];
let answer: () => Response;

beforeEach(async () => {
  await freshSandbox();
  received = [];
  answer = () => new Response(null, { status: 204 });
  vi.stubGlobal("fetch", async (_url: string, init: RequestInit) => {
    received.push({ headers: new Headers(init.headers), body: String(init.body) });
    return answer();
  });
});

/** Opens a resource by node:crypto alone. */
function opened({ body }: Received): Record<string, unknown> {
  const { resource } = JSON.parse(body);
  const bytes = Buffer.from(resource.ciphertext, "base64");
  const decipher = createDecipheriv("aes-256-gcm", pay.v3Key, resource.nonce);
  decipher.setAuthTag(bytes.subarray(-16));
  decipher.setAAD(Buffer.from(resource.associated_data));
  return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString());
}

async function payOne(...faults: FaultName[]): Promise<void> {
  const { json } = await placeV3({ attach: "a1" });
  for (const fault of faults) await setFault(fault, true);
  const prepayId = String(json.prepay_id);
  expect(await finishSheet({ prepayId, action: "pay" }, "lin")).toMatchObject({
    errMsg: "get_brand_wcpay_request:ok",
  });
}
const genuine = ({ headers, body }: Received): boolean => isGenuine(headers, body);
const at = (index: number): Received => {
  const one = received[index];
  if (!one) throw new Error(`Only ${received.length} notices came`);
  return one;
};
const statuses = async () =>
  (await db().sandboxNotice.findMany({ orderBy: { id: "asc" } })).map(({ status }) => status);

describe("a payment's notice", () => {
  it("is signed, and says what was paid inside of its cipher", async () => {
    await payOne();
    await deliverDue();
    expect(received).toHaveLength(1);
    expect(genuine(at(0))).toBe(true);
    expect(at(0).headers.get("wechatpay-serial")).toBe(pay.publicKeyId);
    expect(JSON.parse(at(0).body)).toMatchObject({
      id: expect.stringMatching(/^EV-/),
      create_time: expect.stringMatching(/\+08:00$/),
      resource_type: "encrypt-resource",
      event_type: "TRANSACTION.SUCCESS",
      summary: "支付成功",
      resource: {
        original_type: "transaction",
        algorithm: "AEAD_AES_256_GCM",
        associated_data: "transaction",
      },
    });
    expect(at(0).body).not.toContain("V20260101000001");
    expect(opened(at(0))).toMatchObject({
      appid: pay.appid,
      mchid: pay.mchid,
      out_trade_no: "V20260101000001",
      trade_state: "SUCCESS",
      trade_type: "JSAPI",
      attach: "a1",
      payer: { openid: openidOf(pay.appid, "lin") },
      amount: { total: 8800, payer_total: 8800, currency: "CNY", payer_currency: "CNY" },
    });
    expect(await statuses()).toEqual(["delivered"]);
    expect(await lastCall()).toMatchObject({
      ok: true,
      outcome: "支付通知：店铺已确认",
      why: { signature: { ok: true }, notes: [expect.stringContaining("解密以后")] },
    });
  });

  it.each([
    [200, '{"code":"FAIL","message":"x"}', "delivered"],
    [200, "", "delivered"],
    [201, '{"code":"SUCCESS"}', "waiting"],
    [302, "", "waiting"],
    [401, '{"code":"SUCCESS"}', "waiting"],
    [500, '{"code":"FAIL"}', "waiting"],
  ])("that is answered %i %s is %s", async (status, body, expected) => {
    await payOne();
    answer = () => new Response(body, { status });
    await deliverDue();
    expect(await statuses()).toEqual([expected]);
  });

  it("is signed anew at each attempt: the same event, another time and nonce", async () => {
    await payOne();
    answer = () => new Response("", { status: 500 });
    await deliverDue();
    await advanceClock(15);
    answer = () => new Response("");
    await advanceClock(16);
    expect(received).toHaveLength(3);
    expect(new Set(received.map(({ body }) => body)).size).toBe(1);
    expect(new Set(received.map(({ headers }) => headers.get("wechatpay-nonce"))).size).toBe(3);
    const times = received.map(({ headers }) => Number(headers.get("wechatpay-timestamp")));
    expect((times[2] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(30);
    expect(await statuses()).toEqual(["delivered"]);
  });

  it("is signed by a platform certificate for a merchant who uses those", async () => {
    await payOne();
    await changeKeyState({ mode: "certificate", signing: "second" });
    await deliverDue();
    expect(at(0).headers.get("wechatpay-serial")).toBe(platformCertificates[1].serial);
    expect(genuine(at(0))).toBe(true);
  });

  it("can be lost, late, doubled, and preceded by a forged one", async () => {
    await payOne("notice_forged", "notice_doubled", "notice_late");
    answer = () => new Response("", { status: 401 });
    await deliverDue();
    expect(received.map(genuine)).toEqual([false]);
    answer = () => new Response("");
    await advanceClock(15);
    expect(received.map(genuine)).toEqual([false, true, true]);
  });

  it("can be a probe, which a shop must not let pass; the next attempt is right", async () => {
    await payOne();
    // Until it is switched off: a notice is a probe at its first attempt only.
    await setFault("v3_notice_signtest", true, true);
    answer = () => new Response("", { status: 401 });
    await deliverDue();
    expect(at(0).headers.get("wechatpay-signature")).toMatch(/^WECHATPAY\/SIGNTEST\//);
    expect(await lastCall()).toMatchObject({ ok: true, outcome: expect.stringContaining("没有放过") });
    answer = () => new Response("");
    await advanceClock(15);
    expect(received.map(genuine)).toEqual([false, true]);
  });

  it("that is a probe and is let pass is told of", async () => {
    await payOne("v3_notice_signtest");
    await deliverDue();
    expect(await lastCall()).toMatchObject({ ok: false, outcome: expect.stringContaining("没有验签") });
  });
});

describe("a forged notice", () => {
  const order = () => db().sandboxOrder.findFirstOrThrow();
  const seals: readonly Forgery[] = ["signature", "unsigned", "serial", "stale", "body", "signtest"];

  it.each(forgeriesFor("v3", "payment"))("of an unpaid order, %s, is sent once and judged", async (kind) => {
    await placeV3();
    expect(await forgeForOrder((await order()).id, kind)).toBe(true);
    await deliverDue();
    expect(genuine(at(0))).toBe(!seals.includes(kind));
    expect(await lastCall()).toMatchObject({ ok: false, outcome: expect.stringContaining("信以为真") });
    answer = () => new Response("", { status: 401 });
    await forgeForOrder((await order()).id, kind);
    await deliverDue();
    expect(await lastCall()).toMatchObject({ ok: true, outcome: expect.stringContaining("识破") });
    await advanceClock(3600);
    expect(received).toHaveLength(2);
    expect(await statuses()).toEqual(["delivered", "refused"]);
    expect((await order()).tradeState).toBe("NOTPAY");
  });

  it.each<[Forgery, Record<string, unknown>]>([
    ["amount", { amount: { total: 1, payer_total: 1, currency: "CNY", payer_currency: "CNY" } }],
    ["currency", { amount: { total: 8800, currency: "USD" } }],
    ["appid", { appid: expect.not.stringMatching(pay.appid) }],
    ["mch_id", { mchid: expect.not.stringMatching(pay.mchid) }],
    ["openid", { payer: { openid: openidOf(pay.appid, "chen") } }],
  ])("says another %s, rightly signed", async (kind, expected) => {
    await placeV3();
    await forgeForOrder((await order()).id, kind);
    await deliverDue();
    expect(opened(at(0))).toMatchObject(expected);
    expect(opened(at(0))).toMatchObject({ trade_state: "SUCCESS", transaction_id: expect.any(String) });
  });

  it("has a signature of its kind", async () => {
    await placeV3();
    const { id } = await order();
    for (const kind of ["unsigned", "serial", "stale", "signtest"] as const) {
      await forgeForOrder(id, kind);
    }
    await deliverDue();
    const header = (index: number, name: string) => at(index).headers.get(`wechatpay-${name}`);
    expect([header(0, "signature"), header(0, "timestamp"), header(0, "serial")]).toEqual([null, null, null]);
    expect(header(1, "serial")).toMatch(/^PUB_KEY_ID_\d{34}$/);
    expect(nowMs() / 1000 - Number(header(2, "timestamp"))).toBeGreaterThan(590);
    expect(header(3, "signature")).toMatch(/^WECHATPAY\/SIGNTEST\/.{325}$/);
  });

  it("needs an API that has it", async () => {
    await placeOrder();
    const { id } = await order();
    expect(await forgeForOrder(id, "serial")).toBe(false);
    expect(await forgeForOrder(id, "currency")).toBe(false);
    await db().sandboxOrder.deleteMany();
    await placeV3();
    expect(await forgeForOrder((await order()).id, "number")).toBe(false);
  });
});
