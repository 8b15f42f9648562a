import { expect, test } from "vitest";
import { checkWechat } from "@/lib/doctor/wechat";
import { merchantCertificate, merchantPrivateKey } from "@/lib/sandbox/merchant-keys";
import { buildXml, parseXml } from "@/lib/wechat";
import { expired } from "../wechat/certificates";
import { answer, appid, key, mchid, signed } from "../wechat/wxpay-support";
import { answering, realConfig } from "./support";

const noLogin = { WXAUTH_MP_APPID: undefined, WXAUTH_MP_SECRET: undefined };
const onlyPay = realConfig(noLogin);

async function findingFor(reply: string | object) {
  const { pay } = await checkWechat(
    onlyPay,
    answering(() => reply),
  );
  expect(pay).toHaveLength(2);
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
  expect(pay[0]).toEqual({ level: "ok", what: expect.stringContaining(`merchant ${mchid}`) });
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

const summer = Date.UTC(2026, 5, 1);
const noOrder = answering(() => businessFailure("ORDERNOTEXIST", "此交易订单号不存在"));
const withCertificate = (cert: string, certKey: string) =>
  realConfig({ ...noLogin, WXPAY_CERT: cert, WXPAY_CERT_KEY: certKey });

async function certificateFinding(config: ReturnType<typeof realConfig>, at = summer) {
  return (await checkWechat(config, noOrder, () => at)).pay[1];
}

test("the certificate: missing, sound, ending, ended, not begun", async () => {
  expect(await certificateFinding(onlyPay)).toMatchObject({
    level: "off",
    what: expect.stringMatching(/refund nothing/),
    mend: expect.stringContaining("WXPAY_CERT"),
  });
  const sound = withCertificate(merchantCertificate, merchantPrivateKey);
  expect(await certificateFinding(sound)).toMatchObject({
    level: "ok",
    what: expect.stringMatching(/until 2125/),
  });
  const early = await certificateFinding(sound, Date.UTC(2020, 1, 1));
  expect(early).toMatchObject({
    level: "bad",
    what: expect.stringMatching(/WXPAY_CERT is not valid before/),
  });
  const old = withCertificate(expired.cert, expired.key);
  expect(await certificateFinding(old, Date.UTC(2020, 11, 12))).toMatchObject({
    level: "warn",
    what: expect.stringMatching(/ends in 20 days, on 2021-01-01/),
  });
  expect((await certificateFinding(old, Date.UTC(2020, 11, 1)))?.level).toBe("ok");
  expect(await certificateFinding(old)).toMatchObject({
    level: "bad",
    what: expect.stringMatching(/WXPAY_CERT expired on 2021-01-01/),
    mend: expect.stringMatching(/商户API证书/),
  });
});

test("both interfaces are asked where both are set up", async () => {
  const paths: string[] = [];
  const fetch = answering((url) => {
    paths.push(new URL(url).pathname.replace(/[^/]+$/, ""));
    return businessFailure("ORDERNOTEXIST", "此交易订单号不存在");
  });
  const both = realConfig({
    ...noLogin,
    WXPAY_CERT: merchantCertificate,
    WXPAY_CERT_KEY: merchantPrivateKey,
    WXPAY_V3_KEY: key,
  });
  const { pay } = await checkWechat(both, fetch, () => summer);
  expect(paths).toContain("/pay/");
  expect(paths.filter((path) => path.startsWith("/v3/")).length).toBeGreaterThan(0);
  expect(pay.map(({ level }) => level)).toEqual(["ok", "bad", "ok"]);
});
