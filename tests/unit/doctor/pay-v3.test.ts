import { expect, test } from "vitest";
import { checkWechat } from "@/lib/doctor/wechat";
import { merchantPrivateKey, merchantSerial, publicKey, publicKeyId } from "@/lib/sandbox/merchant-keys";
import { type Reply, signatureHeaders, stranger, v3Key } from "../wechat/wxpay-v3-support";
import { answering, realConfig } from "./support";

const given = realConfig({
  WXAUTH_MP_APPID: undefined,
  WXAUTH_MP_SECRET: undefined,
  WXPAY_KEY: undefined,
  WXPAY_V3_KEY: v3Key,
  WXPAY_CERT_KEY: merchantPrivateKey,
  WXPAY_SERIAL_NO: merchantSerial,
});
if (!given.pay?.v3) throw new Error("These settings have v3");
// Put in afterwards: as a setting the sandbox's key, which everybody knows, is refused.
const v3 = { ...given.pay.v3, publicKey: { id: publicKeyId, pem: publicKey } };
const onlyV3 = { ...given, pay: { ...given.pay, v3 } };

async function findingFor({ status = 200, body, ...signing }: Reply) {
  const text = JSON.stringify(body);
  const { pay } = await checkWechat(
    onlyV3,
    answering(() => new Response(text, { status, headers: signatureHeaders(text, Date.now(), signing) })),
  );
  expect(pay).toHaveLength(1);
  return pay[0];
}

const notThere = { status: 404, body: { code: "ORDER_NOT_EXIST", message: "订单不存在" } };

test.each<[string, Reply, object]>([
  ["all is right", notThere, { level: "ok" }],
  [
    "another merchant's certificate",
    { status: 401, body: { code: "SIGN_ERROR", message: "签名错误" }, signer: null },
    { level: "bad", what: expect.stringMatching(/WXPAY_CERT_KEY and WXPAY_SERIAL_NO/) },
  ],
  [
    "another public key than its id says",
    { ...notThere, signer: { ...stranger, serial: publicKeyId } },
    { level: "bad", mend: expect.stringMatching(/WXPAY_PUBLIC_KEY/) },
  ],
  ["a wrong clock", { ...notThere, skew: 900 }, { level: "bad", mend: expect.stringMatching(/clock/) }],
])("v3: %s", async (_, reply, expected) => {
  expect(await findingFor(reply)).toMatchObject(expected);
});
