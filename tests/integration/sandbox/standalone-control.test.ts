import type { AddressInfo } from "node:net";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { db } from "@/lib/db";
import { sandboxAccounts } from "@/lib/sandbox/accounts";
import { openidOf } from "@/lib/sandbox/people";
import { createSandboxServer } from "../../../scripts/sandbox/server";
import { freshSandbox, mp, pay, placeOrder, postSigned } from "./support";
import { placeV3, queryV3, send } from "./v3-support";

/** The server's own fetch, since the sandbox's is stubbed. */
const ask = globalThis.fetch;
let base = "";
let notices = 0;

beforeEach(async () => {
  await freshSandbox();
  notices = 0;
  vi.stubGlobal("fetch", async () => {
    notices += 1;
    return new Response("<xml><return_code>SUCCESS</return_code></xml>");
  });
  const server = createSandboxServer({ tls: false, host: "api.mch.weixin.qq.com" });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

async function control(name: string, body?: object, headers: Record<string, string> = {}) {
  const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  const answer = await ask(`${base}/sandbox/api/${name}`, { ...init, headers });
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
}

describe("people", () => {
  it("pay an order, and the notice has gone out", async () => {
    await placeV3();
    expect(await control("pay", { out_trade_no: "V20260101000001" })).toMatchObject({
      status: 200,
      json: { ok: true, errMsg: "get_brand_wcpay_request:ok", trade_state: "SUCCESS" },
    });
    expect(notices).toBe(1);
    expect((await queryV3()).json).toMatchObject({ trade_state: "SUCCESS" });
  });

  it("cancel, are refused, or have nothing to pay", async () => {
    await placeV3();
    const order = { out_trade_no: "V20260101000001" };
    expect((await control("pay", { ...order, action: "cancel" })).json).toMatchObject({
      trade_state: "NOTPAY",
    });
    expect((await control("pay", { ...order, person: "chen" })).json.errMsg).toMatch(/:fail$/);
    expect((await control("pay", { out_trade_no: "nothing" })).status).toBe(422);
    expect((await control("pay", { ...order, person: "nobody" })).status).toBe(400);
    expect(notices).toBe(0);
  });

  it("confirm a transfer and open a red pack", async () => {
    const openid = openidOf(mp.appid, "lin");
    await send({
      path: "/v3/fund-app/mch-transfer/transfer-bills",
      body: {
        appid: pay.appid,
        out_bill_no: "B1",
        transfer_scene_id: "1000",
        openid,
        transfer_amount: 100,
        transfer_remark: "兑换",
        transfer_scene_report_infos: ["活动名称", "奖励说明"].map((info_type) => ({
          info_type,
          info_content: "月光节",
        })),
      },
    });
    expect((await control("confirm-transfer", { out_bill_no: "B1", person: "chen" })).status).toBe(422);
    expect((await control("confirm-transfer", { out_bill_no: "B1" })).json).toMatchObject({
      state: "SUCCESS",
    });
    await postSigned(
      "/mmpaymkttransfers/sendredpack",
      {
        appid: undefined,
        sign_type: undefined,
        wxappid: pay.appid,
        mch_billno: "16284309752026010100000001",
        send_name: sandboxAccounts.merchantName,
        re_openid: openid,
        total_amount: 100,
        total_num: 1,
        wishing: "恭喜",
        client_ip: "127.0.0.1",
        act_name: "月光节",
        remark: "兑换",
      },
      "MD5",
    );
    expect((await control("open-red-pack", { mch_billno: "16284309752026010100000001" })).status).toBe(200);
    expect((await control("open-red-pack", { mch_billno: "nothing" })).status).toBe(422);
  });
});

describe("the machine", () => {
  it("moves its clock, its faults, its money, its keys", async () => {
    expect((await control("clock", { advanceSeconds: 3600 })).json).toMatchObject({
      clock: { offsetMs: 3_600_000 },
    });
    expect((await control("clock", { reset: true })).json).toMatchObject({ clock: { offsetMs: 0 } });
    const fault = { name: "pay_systemerror", on: true };
    expect((await control("faults", fault)).json.faults).toMatchObject([{ name: "pay_systemerror" }]);
    expect((await placeV3()).status).toBe(500);
    const money = { balance: 5, transferLimit: 300_000 };
    expect((await control("merchant", money)).json).toMatchObject(money);
    expect((await control("person", { person: "guest", wallet: 7 })).json.person).toMatchObject({
      wallet: 7,
    });
    const keys = { mode: "certificate", served: "second", signing: "second" };
    expect((await control("keys", { ...keys, signtestEvery: 9 })).json).toMatchObject({
      keys,
      signtestEvery: 9,
    });
    const code = await control("code", { appid: mp.appid, person: "chen" });
    expect(code.json.code).toMatch(/^\w{32}$/);
    expect(await db().sandboxGrant.count({ where: { personId: "chen" } })).toBe(1);
  });

  it("forges notices", async () => {
    await placeOrder();
    const order = { out_trade_no: "T20260101000001" };
    expect((await control("forge", { ...order, kind: "amount" })).status).toBe(200);
    expect(notices).toBe(1);
    expect((await control("forge", { ...order, kind: "serial" })).status).toBe(422);
    expect((await control("forge", { ...order, kind: "nothing" })).status).toBe(422);
  });

  it("shows its ledger and its state", async () => {
    await placeV3();
    const calls = await ask(`${base}/sandbox/api/calls?after=0`);
    const [newest] = (await calls.json()) as { id: number; outcome: string }[];
    expect(newest?.outcome).toContain("下单成功");
    expect((await control(`calls/${newest?.id}`)).json).toMatchObject({ why: { signature: { ok: true } } });
    expect((await control("calls/999999")).status).toBe(404);
    expect((await control("state")).json).toMatchObject({ orders: [{ outTradeNo: "V20260101000001" }] });
  });

  it("takes nothing from another site's page, and no garbage", async () => {
    const foreign = { "sec-fetch-site": "cross-site" };
    expect((await control("clock", { advanceSeconds: 1 }, foreign)).status).toBe(403);
    expect((await control("clock", { advanceSeconds: -1 })).status).toBe(400);
    expect((await control("faults", { name: "nothing", on: true })).status).toBe(400);
    const put = await ask(`${base}/sandbox/api/clock`, { method: "PUT", body: "{}" });
    expect(put.status).toBe(405);
    expect((await ask(`${base}/sandbox/api/clock`, { method: "POST", body: "{" })).status).toBe(400);
  });
});
