import { expect, test } from "vitest";
import { checkWechat } from "@/lib/doctor/wechat";
import { buildXml, parseXml } from "@/lib/wechat";
import { answer, appid, key, mchid, signed } from "../wechat/wxpay-support";
import { answering, realConfig } from "./support";

const onlyPay = realConfig({ WXAUTH_MP_APPID: undefined, WXAUTH_MP_SECRET: undefined });

async function findingFor(reply: string | object) {
  const { pay } = await checkWechat(
    onlyPay,
    answering(() => reply),
  );
  expect(pay).toHaveLength(1);
  return pay[0];
}

const businessFailure = (err_code: string, err_code_des: string) =>
  signed(answer({ result_code: "FAIL", err_code, err_code_des }));
const plainFailure = (return_msg: string) => buildXml({ return_code: "FAIL", return_msg });

test("an unguessable number is asked for, signed; that it does not exist shows that everything is right", async () => {
  const seen: { url: string; fields: Record<string, string> }[] = [];
  const fetch = answering((url, body) => {
    seen.push({ url, fields: parseXml(body) });
    return businessFailure("ORDERNOTEXIST", "此交易订单号不存在");
  });
  const { pay } = await checkWechat(onlyPay, fetch);
  expect(pay).toEqual([{ level: "ok", what: expect.stringContaining(`merchant ${mchid}`) }]);
  expect(seen).toHaveLength(1);
  expect(seen[0]?.url).toBe("https://api.mch.weixin.qq.com/pay/orderquery");
  expect(seen[0]?.fields).toMatchObject({
    appid,
    mch_id: mchid,
    out_trade_no: expect.stringMatching(/^\w{28}$/),
  });
});

test.each([
  [
    "a wrong key, as a code",
    businessFailure("SIGNERROR", "签名错误"),
    /WXPAY_KEY.*HMAC-SHA256/,
    /账户中心 → API安全/,
  ],
  ["a wrong key, as a text", plainFailure("签名错误，请检查后再试"), /WXPAY_KEY/, /APIv2密钥/],
  ["a wrong sign type", plainFailure("签名类型错误"), /sign type/, /WXPAY_SIGN_TYPE/],
  [
    "an app of another merchant",
    businessFailure("APPID_MCHID_NOT_MATCH", "商户号和appid不匹配"),
    /not bound/,
    /AppID账号管理/,
  ],
  ["the same as a text", plainFailure("appid和mch_id不匹配"), /not bound/, /AppID账号管理/],
  ["an unknown merchant", plainFailure("商户号mch_id或sub_mch_id不存在"), /no merchant/, /商户号/],
  ["the same as a code", businessFailure("MCHID_NOT_EXIST", "MCHID不存在"), /no merchant/, /商户号/],
  ["an unknown app", plainFailure("appid不存在"), /no app/, /基本配置/],
  ["an interface not granted", businessFailure("NOAUTH", "商户无此接口权限"), /may not use/, /JSAPI支付/],
  [
    "a code unheard of",
    businessFailure("SOMETHING_NEW", "新的错误"),
    /SOMETHING_NEW 新的错误/,
    /pay\.weixin/,
  ],
  [
    "an answer signed with another key",
    signed(answer(), "MD5", `${key.slice(1)}z`),
    /not signed/,
    /WECHAT_GATEWAY_URL/,
  ],
  [
    "an answer for another merchant",
    signed(answer({ mch_id: "1900000109" })),
    /another merchant/,
    /WECHAT_GATEWAY_URL/,
  ],
])("bad: %s", async (_, reply, what, mend) => {
  expect(await findingFor(reply)).toMatchObject({
    level: "bad",
    what: expect.stringMatching(what),
    mend: expect.stringMatching(mend),
  });
});

test.each([
  businessFailure("SYSTEMERROR", "系统超时"),
  businessFailure("FREQUENCY_LIMITED", "频率限制"),
  plainFailure("系统繁忙，请稍后再试"),
])("only a warning: WeChat Pay is busy", async (reply) => {
  expect(await findingFor(reply)).toMatchObject({ level: "warn", what: expect.stringContaining("busy") });
});

test("without WXPAY_* nothing is asked", async () => {
  const config = realConfig({ WXPAY_APPID: "", WXPAY_MCHID: "", WXPAY_KEY: "" });
  const fetch = answering((url) => {
    expect(url).not.toContain("api.mch");
    return { errcode: 40029, errmsg: "invalid code" };
  });
  expect((await checkWechat(config, fetch)).pay).toEqual([{ level: "off", what: expect.any(String) }]);
});

test("beside the English way to mend it stands the SDK's Chinese one", async () => {
  expect((await findingFor(businessFailure("SIGNERROR", "签名错误")))?.zh).toMatch(/密钥/);
  expect((await findingFor(businessFailure("SOMETHING_NEW", "新的错误")))?.zh).toBeUndefined();
});
