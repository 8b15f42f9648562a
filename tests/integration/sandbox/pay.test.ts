import { beforeEach, describe, expect, it } from "vitest";
import { nowMs } from "@/lib/clock";
import { setFault } from "@/lib/sandbox/faults";
import { openidOf } from "@/lib/sandbox/people";
import { sign, verify } from "@/lib/wechat/sign";
import { beijingTime } from "@/lib/wechat/time";
import { buildXml } from "@/lib/wechat/xml";
import {
  freshSandbox,
  lastCall,
  mobile,
  orderFields,
  pay,
  placeOrder,
  postRaw,
  postSigned,
  qrcode,
  query,
  wait,
} from "./support";

beforeEach(freshSandbox);

const path = "/pay/unifiedorder";
const closeOrder = () => postSigned("/pay/closeorder", { out_trade_no: "T20260101000001" });
const in_ = (seconds: number): string => beijingTime(new Date(nowMs() + seconds * 1000));

/** A body signed with the right key, whatever its fields. */
function signedXml(changes: Record<string, string | number | undefined>): string {
  const fields = {
    appid: pay.appid,
    mch_id: pay.mchid,
    nonce_str: "n".repeat(32),
    ...orderFields(),
    ...changes,
  };
  return buildXml({ ...fields, sign: sign(fields, pay.key, "MD5") });
}

describe("before the signature", () => {
  it.each<[string, BodyInit | undefined, string, string]>([
    ["nothing", "", "POST", "post数据为空"],
    ["blanks", "  \n", "POST", "post数据为空"],
    ["JSON", "{}", "POST", "XML格式错误"],
    ["broken XML", "<xml><a>", "POST", "XML格式错误"],
    [
      "a DOCTYPE",
      `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${signedXml({})}`,
      "POST",
      "XML格式错误",
    ],
    ["nested XML", "<xml><a><b>1</b></a></xml>", "POST", "XML格式错误"],
    ["no UTF-8", new Uint8Array([0x3c, 0xff, 0xfe]), "POST", "编码格式错误"],
    ["a PUT", signedXml({}), "PUT", "请使用post方法"],
    ["no appid", signedXml({ appid: "" }), "POST", "缺少参数appid"],
    ["no nonce_str", signedXml({ nonce_str: undefined }), "POST", "缺少参数nonce_str"],
    ["no total_fee", signedXml({ total_fee: undefined }), "POST", "缺少参数total_fee"],
    ["no notify_url", signedXml({ notify_url: "" }), "POST", "缺少参数notify_url"],
    ["a stranger's appid", signedXml({ appid: "wx0000000000000000" }), "POST", "appid不存在"],
    ["a stranger's mch_id", signedXml({ mch_id: "1900000109" }), "POST", "商户号mch_id或sub_mch_id不存在"],
    ["an appid that is not bound", signedXml({ appid: qrcode.appid }), "POST", "appid和mch_id不匹配"],
    ["another sign_type", signedXml({ sign_type: "RSA" }), "POST", "签名类型错误"],
    ["no signature", signedXml({}).replace(/<sign>.*<\/sign>/, ""), "POST", "缺少参数sign"],
    ["a wrong signature", signedXml({}).replace("月光石", "日光石"), "POST", "签名错误，请检查后再试"],
  ])("%s is refused, unsigned", async (_name, body, method, text) => {
    expect(await postRaw(path, body, method)).toEqual({ return_code: "FAIL", return_msg: text });
    expect(await lastCall()).toMatchObject({ ok: false, httpStatus: 200, why: { rule: expect.any(String) } });
  });

  it("refuses a GET", async () => {
    expect(await postRaw(path, undefined, "GET")).toMatchObject({ return_msg: "请使用post方法" });
  });

  it("checks the signature before business rules, and says what was wrong with it", async () => {
    const fields = {
      appid: pay.appid,
      mch_id: pay.mchid,
      nonce_str: "n",
      ...orderFields({ total_fee: "0.5" }),
    };
    const answer = await postRaw(path, buildXml({ ...fields, sign: sign(fields, pay.key, "HMAC-SHA256") }));
    expect(answer).toMatchObject({ return_code: "FAIL", return_msg: "签名错误，请检查后再试" });
    const { why } = await lastCall();
    expect(why?.diagnosis).toMatchObject({ mistake: "algorithm" });
    expect(why?.signature?.text).toContain(`&key=${pay.key}`);
    expect(why?.signature?.parts.map((part) => part.name)).toContain("total_fee");
  });

  it("compares a wrong signature with the order's first request", async () => {
    await placeOrder();
    const first = {
      appid: pay.appid,
      mch_id: pay.mchid,
      nonce_str: "n",
      sign_type: "HMAC-SHA256",
      ...orderFields(),
    };
    const signature = sign(first, pay.key, "HMAC-SHA256");
    await postRaw(path, buildXml({ ...first, total_fee: 1, sign: signature }));
    expect((await lastCall()).why?.diagnosis).toMatchObject({ mistake: "changed", field: "total_fee" });
  });
});

describe("an order", () => {
  it.each(["MD5", "HMAC-SHA256"] as const)("is entered, and the answer signed by %s", async (signType) => {
    const answer = await placeOrder({ attach: "" }, signType);
    expect(answer).toMatchObject({
      return_code: "SUCCESS",
      result_code: "SUCCESS",
      trade_type: "JSAPI",
      appid: pay.appid,
    });
    expect(answer.prepay_id).toMatch(/^wx\d{14}[0-9a-f]{20}$/);
    expect(verify(answer, pay.key, signType)).toBe(true);
    expect(await lastCall()).toMatchObject({ ok: true, why: { signature: { ok: true, signType } } });
  });

  it("is signed by MD5 when no sign_type is sent", async () => {
    const answer = await postRaw(path, signedXml({}));
    expect(answer.result_code).toBe("SUCCESS");
    expect(verify(answer, pay.key, "MD5")).toBe(true);
  });

  it.each<[string, Record<string, string | number | undefined>, string, string]>([
    ["total_fee of 0", { total_fee: 0 }, "PARAM_ERROR", "total_fee"],
    ["total_fee in yuan", { total_fee: "88.00" }, "PARAM_ERROR", "total_fee"],
    ["total_fee below 0", { total_fee: -1 }, "PARAM_ERROR", "total_fee"],
    ["a body that is too long", { body: "石".repeat(129) }, "PARAM_ERROR", "body"],
    ["an out_trade_no that is too short", { out_trade_no: "12345" }, "PARAM_ERROR", "out_trade_no"],
    ["an out_trade_no that is too long", { out_trade_no: "1".repeat(33) }, "PARAM_ERROR", "out_trade_no"],
    ["an out_trade_no with blanks", { out_trade_no: "1234 5678" }, "PARAM_ERROR", "out_trade_no"],
    ["a notify_url with a query", { notify_url: "http://localhost:3000/x?a=1" }, "PARAM_ERROR", "notify_url"],
    ["a relative notify_url", { notify_url: "/x" }, "PARAM_ERROR", "notify_url"],
    ["an address that is none", { spbill_create_ip: "localhost" }, "PARAM_ERROR", "spbill_create_ip"],
    ["a nonce that is too long", { nonce_str: "n".repeat(33) }, "PARAM_ERROR", "nonce_str"],
    ["an attach that is too long", { attach: "a".repeat(128) }, "PARAM_ERROR", "attach"],
    ["another currency", { fee_type: "USD" }, "PARAM_ERROR", "fee_type"],
    ["a detail that is no JSON", { detail: "x" }, "PARAM_ERROR", "detail"],
    ["an unknown trade_type", { trade_type: "WEB" }, "PARAM_ERROR", "trade_type"],
    ["a QR code's order without product_id", { trade_type: "NATIVE" }, "PARAM_ERROR", "product_id"],
    ["a browser's order without scene_info", { trade_type: "MWEB" }, "PARAM_ERROR", "scene_info"],
    ["a scene_info that is no JSON", { trade_type: "MWEB", scene_info: "x" }, "PARAM_ERROR", "scene_info"],
    ["a scene_info without h5_info", { trade_type: "MWEB", scene_info: "{}" }, "PARAM_ERROR", "scene_info"],
    ["a page's order by an app's appid", { appid: mobile.appid }, "APPID_MCHID_NOT_MATCH", "appid"],
    ["no openid", { openid: undefined }, "PARAM_ERROR", "openid"],
    ["nobody's openid", { openid: "oNobody" }, "PARAM_ERROR", "openid"],
    ["an openid of another appid", { openid: openidOf(qrcode.appid, "lin") }, "PARAM_ERROR", "openid"],
    ["a time_expire that is no time", { time_expire: "20261301000000" }, "PARAM_ERROR", "time_expire"],
  ])("with %s is refused, signed", async (_name, changes, code, field) => {
    const answer = await placeOrder(changes);
    expect(answer).toMatchObject({ return_code: "SUCCESS", result_code: "FAIL", err_code: code });
    expect(verify(answer, pay.key)).toBe(true);
    expect(await lastCall()).toMatchObject({ ok: false, why: { field, signature: { ok: true } } });
  });

  it("must be payable for more than a minute", async () => {
    expect(await placeOrder({ time_expire: in_(30) })).toMatchObject({ err_code: "PARAM_ERROR" });
    expect((await lastCall()).why?.field).toBe("time_expire");
    expect(await placeOrder({ time_expire: in_(61) })).toMatchObject({ result_code: "SUCCESS" });
  });

  it("says where it is lenient", async () => {
    await placeOrder({ body: "石".repeat(60) });
    expect((await lastCall()).why?.notes?.join()).toMatch(/127.*本机/s);
  });
});

describe("the same order again", () => {
  it("gives the same prepay_id, after two hours a new one", async () => {
    const first = (await placeOrder()).prepay_id;
    wait(7100);
    expect((await placeOrder()).prepay_id).toBe(first);
    wait(7201);
    const second = (await placeOrder()).prepay_id;
    expect(second).not.toBe(first);
    expect((await placeOrder()).prepay_id).toBe(second);
  });

  it("gives one prepay_id to many that come at once", async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => placeOrder()));
    expect(new Set(answers.map((answer) => answer.prepay_id)).size).toBe(1);
  });

  it.each([{ total_fee: 1 }, { body: "另一件" }, { openid: openidOf(pay.appid, "chen") }, { attach: "x" }])(
    "is refused with other parameters: %o",
    async (changes) => {
      await placeOrder();
      const answer = await placeOrder(changes);
      expect(answer).toMatchObject({ err_code: "INVALID_REQUEST", err_code_des: "201 商户订单号重复" });
      expect((await lastCall()).why?.differences?.map((one) => one.field)).toEqual(Object.keys(changes));
    },
  );

  it("is refused when it is closed or overdue", async () => {
    const time_expire = in_(120);
    await placeOrder({ time_expire });
    wait(121);
    expect(await placeOrder({ time_expire })).toMatchObject({ err_code: "INVALID_REQUEST" });
    await closeOrder();
    expect(await placeOrder({ time_expire })).toMatchObject({ err_code: "ORDERCLOSED" });
  });
});

describe("a query", () => {
  it("knows an order that nobody paid, and promises no more than WeChat", async () => {
    await placeOrder({ attach: "a1" });
    const answer = await query();
    expect(answer).toMatchObject({ trade_state: "NOTPAY", out_trade_no: "T20260101000001", attach: "a1" });
    expect(answer).not.toHaveProperty("total_fee");
    expect(verify(answer, pay.key)).toBe(true);
  });

  it("does not know others, and wants a number", async () => {
    expect(await query("T20260101000002")).toMatchObject({ err_code: "ORDERNOTEXIST" });
    expect(await postSigned("/pay/orderquery", {})).toMatchObject({ err_code: "LACK_PARAMS" });
  });
});

describe("closing", () => {
  it("closes once, early with a remark", async () => {
    await placeOrder();
    expect(await closeOrder()).toMatchObject({ result_code: "SUCCESS", result_msg: "OK" });
    expect((await lastCall()).why?.notes?.join()).toContain("5 分钟");
    expect(await query()).toMatchObject({ trade_state: "CLOSED" });
    expect(await closeOrder()).toMatchObject({ err_code: "ORDERCLOSED" });
  });

  it("after five minutes has no remark", async () => {
    await placeOrder();
    wait(301);
    expect(await closeOrder()).toMatchObject({ result_code: "SUCCESS" });
    expect((await lastCall()).why?.notes).toBeUndefined();
  });

  it("does not know an order that was never entered", async () => {
    expect(await closeOrder()).toMatchObject({ err_code: "ORDERNOTEXIST" });
  });
});

it("answers SYSTEMERROR once when the console asked for it, and changes nothing", async () => {
  await setFault("pay_systemerror", true);
  const answer = await placeOrder();
  expect(answer).toMatchObject({ return_code: "SUCCESS", err_code: "SYSTEMERROR" });
  expect(verify(answer, pay.key)).toBe(true);
  expect(await query()).toMatchObject({ err_code: "ORDERNOTEXIST" });
  expect(await placeOrder()).toMatchObject({ result_code: "SUCCESS" });
});
