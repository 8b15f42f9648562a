import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/lib/db";
import { deliverDue } from "@/lib/sandbox/deliveries";
import { isCodeFresh } from "@/lib/sandbox/pay/order-book";
import { finishSheet } from "@/lib/sandbox/pay-sheet";
import { openidOf } from "@/lib/sandbox/people";
import {
  bridgeParams,
  callUp,
  freshSandbox,
  lastCall,
  mobile,
  mp,
  placeOrder,
  query,
  shop,
  wait,
} from "./support";

beforeEach(freshSandbox);

const scene_info = JSON.stringify({
  h5_info: { type: "Wap", wap_url: "http://localhost", wap_name: "月光宝石" },
});
const native = { trade_type: "NATIVE", product_id: "moon-1", openid: undefined };
const mweb = { trade_type: "MWEB", scene_info, openid: undefined };
const app = { trade_type: "APP", appid: mobile.appid, openid: undefined };
const only = () => db().sandboxOrder.findFirstOrThrow();

describe("NATIVE", () => {
  it("gives a QR code's content, the same again, and after two hours another", async () => {
    const first = await placeOrder(native);
    expect(first).toMatchObject({
      trade_type: "NATIVE",
      prepay_id: expect.any(String),
      code_url: expect.stringMatching(/^weixin:\/\/wxpay\/bizpayurl\?pr=[0-9A-Za-z]{9}$/),
    });
    expect(first.mweb_url).toBeUndefined();
    expect((await placeOrder(native)).code_url).toBe(first.code_url);
    wait(7201);
    expect(isCodeFresh(await only())).toBe(false);
    const second = (await placeOrder(native)).code_url;
    expect(second).not.toBe(first.code_url);
    expect(isCodeFresh(await only())).toBe(true);
  });
});

describe("MWEB", () => {
  it("gives an address for five minutes, then another", async () => {
    const first = await placeOrder(mweb);
    expect(first.mweb_url).toBe(
      `http://localhost:3000/sandbox/wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=${first.prepay_id}&package=${first.mweb_url?.slice(-10)}`,
    );
    expect(first.code_url).toBeUndefined();
    wait(299);
    expect((await placeOrder(mweb)).mweb_url).toBe(first.mweb_url);
    wait(301);
    expect(isCodeFresh(await only())).toBe(false);
    expect((await placeOrder(mweb)).mweb_url).not.toBe(first.mweb_url);
  });
});

describe("APP", () => {
  it("is placed with the app's appid; with the account's the sandbox looks away", async () => {
    expect(await placeOrder(app)).toMatchObject({ trade_type: "APP", prepay_id: expect.any(String) });
    expect((await lastCall()).why?.notes?.join()).not.toContain("移动应用");
    await placeOrder({ ...app, appid: mp.appid, out_trade_no: "T20260101000002" });
    expect((await lastCall()).why?.notes?.join()).toContain("移动应用");
  });
});

describe.each([
  ["NATIVE", native, mp.appid],
  ["MWEB", mweb, mp.appid],
  ["APP", app, mobile.appid],
])("an order of %s", (trade_type, changes, appid) => {
  it("may be paid by anybody, who is named from then on", async () => {
    const { prepay_id = "" } = await placeOrder({ ...changes, openid: openidOf(mp.appid, "lin") });
    expect(await finishSheet({ prepayId: prepay_id, action: "pay" }, "chen")).toMatchObject({
      errMsg: "get_brand_wcpay_request:ok",
    });
    const paid = { trade_type, openid: openidOf(appid, "chen"), total_fee: "8800" };
    expect(await query()).toMatchObject({ trade_state: "SUCCESS", ...paid });
    await deliverDue();
    expect(shop.notices).toMatchObject([{ ...paid, appid }]);
  });

  it("cannot be called up by a page", async () => {
    const { prepay_id = "" } = await placeOrder(changes);
    expect(await callUp(bridgeParams(prepay_id, { appId: appid }))).toMatchObject({
      ok: false,
      errDesc: "商家订单信息有误",
    });
  });
});
