import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/lib/db";
import * as books from "@/lib/sandbox/books/transfers";
import { openidOf, readPerson } from "@/lib/sandbox/people";
import { readState } from "@/lib/sandbox/state";
import { openTransfer, takeTransfer } from "@/lib/sandbox/transfer-sheet";
import { freshSandbox, lastCall, mp, page, pay, wait } from "./support";

beforeEach(freshSandbox);

const wish = (changes: Partial<books.TransferWish> = {}): books.TransferWish => ({
  outBillNo: "T1",
  appid: mp.appid,
  openid: openidOf(mp.appid, "lin"),
  personId: "lin",
  amount: 300,
  sceneId: "1000",
  remark: "宝石换零钱",
  style: "CONFIRM_PAGE",
  notifyUrl: null,
  request: JSON.stringify({ user_recv_perception: "现金奖励" }),
  failReason: null,
  ...changes,
});

async function place(
  changes: Partial<books.TransferWish> = {},
): Promise<{ id: number; packageInfo: string }> {
  const placed = await books.openTransfer(wish(changes));
  if (typeof placed === "string") throw new Error(placed);
  const { id } = placed;
  const packageInfo = `package+${id}==`;
  await db().sandboxTransfer.update({ where: { id }, data: { state: "WAIT_USER_CONFIRM", packageInfo } });
  return { id, packageInfo };
}

const params = (packageInfo: string, changes: Record<string, unknown> = {}) => ({
  mchId: pay.mchid,
  appId: mp.appid,
  package: packageInfo,
  ...changes,
});
const open = (given: Record<string, unknown>, person: "lin" | "chen" = "lin") =>
  openTransfer({ params: given, url: page }, person);

describe("WeChat's confirmation page", () => {
  it("shows who gives how much and what for", async () => {
    const { id, packageInfo } = await place();
    expect(await open(params(packageInfo))).toEqual({
      ok: true,
      bill: {
        id,
        merchant: "月光宝石",
        icon: "/icon.svg",
        amount: 300,
        perception: "现金奖励",
        remark: "宝石换零钱",
        style: "CONFIRM_PAGE",
        expires: expect.stringMatching(/^\d\d-\d\d \d\d:\d\d$/),
      },
    });
    expect(await lastCall()).toMatchObject({ direction: "page", method: "OPEN", ok: true });
  });

  it("says what the scene says when the merchant does not, and is drawn as an envelope when told so", async () => {
    const { packageInfo } = await place({ request: "{}", style: "RED_PACKET" });
    expect(await open(params(packageInfo))).toMatchObject({
      bill: { perception: "活动奖励", style: "RED_PACKET" },
    });
  });

  it.each<[string, Record<string, unknown>, string, string]>([
    ["no package", { package: undefined }, "缺少参数 package", "package"],
    ["a number for a text", { mchId: 1628430975 }, "缺少参数 mchId", "mchId"],
    ["an empty appId", { appId: "" }, "缺少参数 appId", "appId"],
    ["a package that nobody made", { package: "x" }, "参数错误，请联系商家", "package"],
    ["another merchant", { mchId: "1600000000" }, "商户号与 appid 不匹配", "mchId"],
    ["another app", { appId: "wx1" }, "商户号与 appid 不匹配", "appId"],
  ])("does not come up for %s, and the ledger says why", async (_name, wrong, message, field) => {
    const { packageInfo } = await place();
    expect(await open(params(packageInfo, wrong))).toEqual({ ok: false, message });
    const call = await lastCall();
    expect(call).toMatchObject({ ok: false, outcome: message });
    expect(call.why?.field).toBe(field);
  });

  it("is for the one whom the merchant named", async () => {
    const { id, packageInfo } = await place();
    const message = "你的微信号与商家指定的微信号不一致";
    expect(await open(params(packageInfo), "chen")).toEqual({ ok: false, message });
    expect((await lastCall()).why).toMatchObject({
      field: "openid",
      expected: openidOf(mp.appid, "lin"),
      given: openidOf(mp.appid, "chen"),
    });
    const before = (await readPerson("chen")).wallet;
    expect(await takeTransfer(id, "chen")).toEqual({ ok: false, message });
    expect((await readPerson("chen")).wallet).toBe(before);
  });

  it.each([
    ["SUCCESS", "你已收款，不能重复收款"],
    ["CANCELLED", "商家已撤销该转账"],
    ["CANCELING", "商家已撤销该转账"],
    ["FAIL", "该转账已失效，请联系商家"],
    ["PROCESSING", "该转账已失效，请联系商家"],
  ])("does not come up once the transfer is %s", async (state, message) => {
    const { id, packageInfo } = await place();
    await db().sandboxTransfer.update({ where: { id }, data: { state } });
    expect(await open(params(packageInfo))).toEqual({ ok: false, message });
  });

  it("is closed after a day", async () => {
    const { id, packageInfo } = await place();
    const before = (await readPerson("lin")).wallet;
    wait(24 * 3600 + 1);
    const late = { ok: false, message: "该转账已过期，请联系商家" };
    expect(await open(params(packageInfo))).toEqual(late);
    expect(await takeTransfer(id, "lin")).toEqual(late);
    expect((await readPerson("lin")).wallet).toBe(before);
  });
});

describe("taking the money", () => {
  it("fills the wallet once, however often the button is tapped", async () => {
    const { id } = await place();
    const before = (await readPerson("lin")).wallet;
    expect(await Promise.all([takeTransfer(id, "lin"), takeTransfer(id, "lin")])).toEqual([
      { ok: true },
      { ok: true },
    ]);
    expect(await takeTransfer(id, "lin")).toEqual({ ok: true });
    expect((await readPerson("lin")).wallet).toBe(before + 300);
    expect((await readState("lin")).payouts).toMatchObject([
      { kind: "transfer", state: "SUCCESS", personName: "林月", note: "宝石换零钱", expiresAt: null },
    ]);
  });

  it("of a transfer that is not there fails", async () => {
    expect(await takeTransfer(99, "lin")).toEqual({ ok: false, message: "没有这笔转账" });
  });
});
