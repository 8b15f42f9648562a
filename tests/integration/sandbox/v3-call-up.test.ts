import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/lib/db";
import { callUp, freshSandbox, lastCall, mp, pay, qrcode } from "./support";
import { placeV3, rsa } from "./v3-support";

beforeEach(freshSandbox);

const timeStamp = "1790000000";
const nonceStr = "5K8264ILTKCH16CQ2502SI8ZNMTM67VS";

/** What a page hands to the bridge; `signed` is the text that was signed, where that is not what it should be. */
async function params(changes: Record<string, string> = {}, signed?: (prepayId: string) => string) {
  const prepayId = String((await placeV3()).json.prepay_id);
  const own = { appId: pay.appid, timeStamp, nonceStr, package: `prepay_id=${prepayId}`, signType: "RSA" };
  const text = signed?.(prepayId) ?? `${mp.appid}\n${timeStamp}\n${nonceStr}\nprepay_id=${prepayId}\n`;
  return { ...own, paySign: rsa(text), ...changes };
}

it("a page's call signed by RSA brings up the sheet", async () => {
  expect(await callUp(await params())).toMatchObject({ ok: true, order: { totalFee: 8800 } });
  expect((await lastCall()).why?.signature).toMatchObject({
    ok: true,
    signType: "RSA",
    parts: [{ name: "appId" }, { name: "timeStamp" }, { name: "nonceStr" }, { name: "package" }],
  });
});

it("needs the payer of the order, and an order that is not paid", async () => {
  const given = await params();
  expect(await callUp(given, undefined, "chen")).toMatchObject({ ok: false, errDesc: /下单账号/ });
  await db().sandboxOrder.updateMany({ data: { tradeState: "SUCCESS" } });
  expect(await callUp(given)).toMatchObject({ ok: false, errDesc: "该订单已支付" });
});

it.each(["MD5", "HMAC-SHA256"])("a signType of %s is refused", async (signType) => {
  expect(await callUp(await params({ signType }))).toMatchObject({ ok: false, errDesc: "支付验证签名失败" });
  expect((await lastCall()).why).toMatchObject({ field: "signType", expected: "RSA", given: signType });
});

describe("a signature", () => {
  const four = (prepayId: string) => `${mp.appid}\n${timeStamp}\n${nonceStr}\nprepay_id=${prepayId}\n`;
  it.each<[string, (prepayId: string) => string, string]>([
    ["without the last line feed", (id) => four(id).slice(0, -1), "last-line-feed"],
    ["with CRLF", (id) => four(id).replaceAll("\n", "\r\n"), "crlf"],
    ["with backslash n", (id) => four(id).replaceAll("\n", "\\n"), "literal-line-feed"],
    ["of the bare prepay_id", (id) => `${mp.appid}\n${timeStamp}\n${nonceStr}\n${id}\n`, "package"],
    ["with signType", (id) => `${four(id)}RSA\n`, "sign-type-line"],
    [
      "as v2 has it",
      (id) =>
        `appId=${mp.appid}&nonceStr=${nonceStr}&package=prepay_id=${id}&signType=RSA&timeStamp=${timeStamp}`,
      "v2-string",
    ],
    ["of another second", (id) => four(id).replace(timeStamp, "1790000001"), "timestamp"],
    ["of another app", (id) => four(id).replace(mp.appid, qrcode.appid), "appid"],
    [
      "with nonce and time turned round",
      (id) => `${mp.appid}\n${nonceStr}\n${timeStamp}\nprepay_id=${id}\n`,
      "order",
    ],
  ])("%s is refused and recognised", async (_name, signed, mistake) => {
    expect(await callUp(await params({}, signed))).toMatchObject({
      ok: false,
      errDesc: "支付验证签名失败",
    });
    expect((await lastCall()).why?.diagnosis).toMatchObject({ mistake });
  });

  it("of v2 is no RSA signature", async () => {
    await callUp(await params({ paySign: "9A0A8659F005D6984697E2CA0A9CF3B7" }));
    expect((await lastCall()).why?.diagnosis).toMatchObject({ mistake: "no-signature" });
  });
});
