import { beforeEach, describe, expect, it } from "vitest";
import { POST as scanRoute } from "@/app/sandbox/api/scan/route";
import { db } from "@/lib/db";
import { type RedPackWish, sendRedPack } from "@/lib/sandbox/books/red-packs";
import { openMweb } from "@/lib/sandbox/open-code";
import { finishSheet } from "@/lib/sandbox/pay-sheet";
import { openidOf, type PersonId, people, readPerson } from "@/lib/sandbox/people";
import { openRedPackOnPhone } from "@/lib/sandbox/red-pack-opening";
import { lookAtRedPack, redPackMessages, waitingRedPacks } from "@/lib/sandbox/red-pack-view";
import { openScanned } from "@/lib/sandbox/scan-text";
import { readState } from "@/lib/sandbox/state";
import { stopWorker } from "@/lib/sandbox/worker";
import { freshSandbox, lastCall, mp, placeOrder, wait } from "./support";

beforeEach(async () => {
  await freshSandbox();
  return stopWorker;
});

const native = { trade_type: "NATIVE", product_id: "pearl", openid: undefined };
const codeOf = async (changes = {}) => String((await placeOrder({ ...native, ...changes })).code_url);
const wallet = async (id: PersonId) => (await readPerson(id)).wallet;

describe("a NATIVE payment's code", () => {
  it("brings up the sheet for whoever scans it, who then pays", async () => {
    const code = await codeOf();
    const scanned = await openScanned(`  ${code}\n`, "chen");
    expect(scanned).toMatchObject({
      pay: { body: "月光石", totalFee: 8800, merchant: "月光宝石", payer: { id: "chen", name: "陈星" } },
    });
    if (!("pay" in scanned)) throw new Error("no sheet");
    const before = await wallet("chen");
    const { prepayId } = scanned.pay;
    expect(await finishSheet({ prepayId, action: "pay" }, "chen")).toEqual({
      errMsg: "get_brand_wcpay_request:ok",
    });
    expect(await wallet("chen")).toBe(before - 8800);
    expect((await readState("chen")).orders).toMatchObject([
      { tradeType: "NATIVE", tradeState: "SUCCESS", payerName: "陈星", codeUrl: code },
    ]);
    expect(await openScanned(code, "lin")).toEqual({ message: "该订单已支付" });
  });

  it("goes through the console's route, with the sheet or with the reason", async () => {
    const scan = async (text: string, holder = "guest") => {
      const request = new Request("http://localhost:3000/sandbox/api/scan", {
        method: "POST",
        body: JSON.stringify({ text }),
        headers: { cookie: `sandbox_phone=${holder}` },
      });
      const answer = await scanRoute(request, {});
      return [answer.status, await answer.json()];
    };
    expect(await scan(await codeOf())).toEqual([
      200,
      { ok: true, pay: expect.objectContaining({ payer: expect.objectContaining({ id: "guest" }) }) },
    ]);
    expect(await scan("weixin://wxpay/bizpayurl?pr=nobody")).toEqual([
      422,
      { ok: false, message: "二维码已失效，请刷新后重试" },
    ]);
  });

  it.each<[string, (code: string) => Promise<unknown> | unknown, string, string]>([
    ["that nobody made", () => undefined, "二维码已失效，请刷新后重试", "code_url"],
    ["after two hours", () => wait(7201), "二维码已过期，请刷新后重试", ""],
    [
      "of an order that was closed",
      () => db().sandboxOrder.updateMany({ data: { tradeState: "CLOSED" } }),
      "该订单已关闭",
      "",
    ],
  ])("%s is refused, and the ledger has the reason", async (_name, spoil, message, field) => {
    const code = await codeOf();
    await spoil(code);
    expect(await openScanned(field ? `${code}x` : code, "lin")).toEqual({ message });
    const call = await lastCall();
    expect(call).toMatchObject({ direction: "page", method: "SCAN", ok: false, outcome: message });
    expect(call.why?.rule).toBeTruthy();
    if (field) expect(call.why?.field).toBe(field);
  });

  it("is no code of a page's: addresses are opened as ever", async () => {
    const page = "http://localhost:3000/products/opal";
    expect(await openScanned(page, "lin")).toEqual({ open: page });
    expect(await openScanned("https://elsewhere.example/", "lin")).toHaveProperty("message");
    expect(
      await openScanned("https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=1", "lin"),
    ).toEqual({
      open: "http://localhost:3000/sandbox/wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=1",
    });
  });
});

describe("an MWEB payment's page", () => {
  const sceneInfo = JSON.stringify({
    h5_info: { type: "Wap", wap_url: "http://localhost:3000", wap_name: "月光宝石" },
  });
  const shopPage = "http://localhost:3000/orders/1";
  const place = async () =>
    String((await placeOrder({ trade_type: "MWEB", openid: undefined, scene_info: sceneInfo })).prepay_id);

  it("may be paid by anybody for five minutes", async () => {
    const prepayId = await place();
    expect(await openMweb(prepayId, "guest", shopPage)).toMatchObject({ ok: true, order: { prepayId } });
    expect((await lastCall()).why).toBeNull();
    wait(301);
    expect(await openMweb(prepayId, "guest", shopPage)).toMatchObject({
      ok: false,
      errDesc: "支付链接已过期",
    });
  });

  it.each([
    ["", "没有 Referer"],
    ["https://elsewhere.example/cart", "https://elsewhere.example/cart"],
  ])("opened from %j would be refused by WeChat, which the ledger says", async (referer, text) => {
    expect(await openMweb(await place(), "guest", referer)).toMatchObject({ ok: true });
    const notes = (await lastCall()).why?.notes?.join();
    expect(notes).toContain(text);
    expect(notes).toContain("商家参数格式有误");
  });

  it("is there for MWEB payments only", async () => {
    const { prepay_id = "" } = await placeOrder();
    expect(await openMweb(prepay_id, "lin", shopPage)).toMatchObject({
      ok: false,
      errDesc: "支付链接已失效",
    });
    expect((await lastCall()).why?.field).toBe("prepay_id");
  });
});

const everybody = people.map(({ id }) => id);

describe("a red pack on the phone", () => {
  async function send(changes: Partial<RedPackWish> = {}): Promise<number> {
    const sent = await sendRedPack({
      mchBillno: "B1",
      appid: mp.appid,
      openid: openidOf(mp.appid, "lin"),
      personId: "lin",
      type: "NORMAL",
      amount: 500,
      count: 1,
      sendName: "月光宝石",
      wishing: "恭喜发财",
      actName: "宝石换现金",
      remark: "兑换",
      request: "{}",
      ...changes,
    });
    if (!("pack" in sent)) throw new Error(sent.refusal);
    await db().sandboxRedPack.update({ where: { id: sent.pack.id }, data: { status: "SENT" } });
    return sent.pack.id;
  }

  it("waits for its person, and for nobody else", async () => {
    const id = await send();
    expect(await waitingRedPacks(everybody)).toEqual([
      { id, person: "lin", sender: "月光宝石", wishing: "恭喜发财" },
    ]);
    expect(await redPackMessages("lin")).toMatchObject([{ id, sealed: true, note: "" }]);
    expect(await redPackMessages("chen")).toEqual([]);
    expect(await lookAtRedPack(id, "chen")).toBeNull();
    expect(await openRedPackOnPhone(id, "chen")).toEqual({ ok: false, message: "这个红包不是发给你的" });
    expect(await lastCall()).toMatchObject({ ok: false, outcome: "这个红包不是发给你的" });
  });

  it("fills the wallet when it is opened, once", async () => {
    const id = await send();
    const before = await wallet("lin");
    const opened = await openRedPackOnPhone(id, "lin");
    expect(opened).toMatchObject({ ok: true, pack: { sealed: false, won: 500 } });
    expect(await openRedPackOnPhone(id, "lin")).toEqual(opened);
    expect(await wallet("lin")).toBe(before + 500);
    expect(await waitingRedPacks(everybody)).toEqual([]);
    expect(await redPackMessages("lin")).toMatchObject([{ sealed: false, note: "已领取" }]);
    expect((await readState("lin")).payouts).toMatchObject([
      { kind: "red_pack", state: "RECEIVED", amount: 500, personName: "林月", expiresAt: null },
    ]);
  });

  it("of a group waits for everybody, and who comes too late sees who did not", async () => {
    const id = await send({ type: "GROUP", count: 3, amount: 1000 });
    expect((await waitingRedPacks(everybody)).map(({ person }) => person)).toEqual(everybody);
    for (const person of ["lin", "chen", "guest"] as const) {
      expect(await openRedPackOnPhone(id, person)).toMatchObject({ ok: true, pack: { sealed: false } });
    }
    const late = await openRedPackOnPhone(id, "owner");
    expect(late).toMatchObject({ ok: true, pack: { won: null, message: "手慢了，红包派完了" } });
    if (!late.ok) throw new Error(late.message);
    expect(late.pack.takes.map(({ name }) => name)).toEqual(["林月", "陈星", "新朋友"]);
    expect(late.pack.takes.reduce((sum, { amount }) => sum + amount, 0)).toBe(1000);
    expect(await redPackMessages("owner")).toMatchObject([{ sealed: false, note: "已被领完" }]);
  });

  it("can no longer be opened after a day", async () => {
    const id = await send();
    const before = await wallet("lin");
    wait(24 * 3600 + 1);
    expect(await waitingRedPacks(everybody)).toEqual([]);
    expect(await lookAtRedPack(id, "lin")).toMatchObject({ sealed: false, won: null });
    expect(await openRedPackOnPhone(id, "lin")).toMatchObject({ ok: true, pack: { won: null } });
    expect(await redPackMessages("lin")).toMatchObject([{ note: "已过期" }]);
    expect(await wallet("lin")).toBe(before);
  });

  it("that could not be sent never reaches anybody", async () => {
    const id = await send();
    await db().sandboxRedPack.update({
      where: { id },
      data: { status: "FAILED", reason: "该用户今日已领满" },
    });
    expect(await redPackMessages("lin")).toEqual([]);
    expect(await waitingRedPacks(everybody)).toEqual([]);
    expect((await readState("lin")).payouts).toMatchObject([{ state: "FAILED", note: "该用户今日已领满" }]);
  });
});
