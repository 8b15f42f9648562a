import { v3Message, v3Sign } from "@/lib/wechat/payv3-crypto";
import { sandboxAccounts } from "../accounts";
import type { Explanation, SignatureParts } from "../explanation";
import type { BookedOrder } from "../pay/order-book";
import { v3Sections } from "./sections";
import { type Attempt, diagnose } from "./signature";

/** What a page's call for payment is signed with, when the order was placed over v3. (WeChat Pay v3, JSAPI call-up) */

const section = v3Sections.callUp;
const wrongSignature = "支付验证签名失败";

/**
 * Checks `paySign`: RSA by the merchant's key over appId, timeStamp, nonceStr and package, a line each.
 * @param texts what the page gave to the bridge
 * @returns what the phone shows, null when it is right; and the signature taken apart
 */
export function v3CallUp(
  order: BookedOrder,
  texts: Readonly<Record<string, string>>,
): { refusal: string | null; why: Explanation } {
  const { appId = "", timeStamp = "", nonceStr = "", signType = "", paySign = "" } = texts;
  const lines = { appId, timeStamp, nonceStr, package: texts.package ?? "" };
  const text = v3Message(...Object.values(lines));
  const expected = v3Sign(text, sandboxAccounts.pay.privateKey);
  const signature: SignatureParts = {
    signType: "RSA",
    parts: Object.entries(lines).map(([name, value]) => ({ name, value })),
    leftOut: [{ name: "signType", why: "V3 的签名串只有四行，signType 不在里面" }],
    text,
    expected,
    given: paySign,
    ok: expected === paySign,
  };
  if (signType !== "RSA") {
    const rule = `这一单是用 V3 下的，signType 必须是 RSA`;
    const why = { signature, section, rule, field: "signType", expected: "RSA", given: signType };
    return { refusal: wrongSignature, why };
  }
  if (signature.ok) return { refusal: null, why: { signature, section } };
  const diagnosis = diagnose(paySign, text, () => attempts(lines, order));
  const why: Explanation = {
    rule: "paySign 是用商户 API 私钥对 appId、timeStamp、nonceStr、package 四行做的 SHA256-RSA 签名",
    section,
    field: "paySign",
    expected,
    given: paySign,
    advice: diagnosis?.text ?? "常见的错误都对不上：把你签的那四行打印出来，和下面的逐行比对",
    signature,
    diagnosis,
  };
  return { refusal: wrongSignature, why };
}

interface Lines {
  appId: string;
  timeStamp: string;
  nonceStr: string;
  package: string;
}

/** The texts that the usual mistakes lead to. */
function* attempts(lines: Lines, order: BookedOrder): Generator<Attempt> {
  const values = Object.values(lines);
  const right = v3Message(...values);
  const of = (mistake: string, text: string, signed: string, field?: string): Attempt => ({
    mistake,
    text,
    signed,
    ...(field === undefined ? {} : { field }),
  });
  yield of("last-line-feed", "最后一行后面少了换行符：package 后面也要有", right.slice(0, -1));
  yield of("crlf", "换行用了 \\r\\n：只能是 \\n", right.replaceAll("\n", "\r\n"));
  yield of(
    "literal-line-feed",
    "签了反斜杠和字母 n 两个字符：要的是真正的换行符",
    values.join("\\n").concat("\\n"),
  );
  const sorted = `appId=${lines.appId}&nonceStr=${lines.nonceStr}&package=${lines.package}&signType=RSA&timeStamp=${lines.timeStamp}`;
  yield of("v2-string", "签的是 V2 的 key=value 串：V3 是四行", sorted);
  yield of("sign-type-line", "签名串里多了 signType：只有四行", v3Message(...values, "RSA"));
  for (const other of packages(lines.package, order)) {
    const text = `签名里的 package 是 ${other}：要和交给页面的一样，prepay_id= 也在里面`;
    yield of("package", text, v3Message(lines.appId, lines.timeStamp, lines.nonceStr, other), "package");
  }
  const ms = `${lines.timeStamp}000`;
  for (const other of [ms, ...near(lines.timeStamp)]) {
    const text = "签名用的时间戳和交给页面的不是同一个：只取一次时间";
    yield of("timestamp", text, v3Message(lines.appId, other, lines.nonceStr, lines.package), "timeStamp");
  }
  const { mchid } = sandboxAccounts.pay;
  for (const other of [sandboxAccounts.qrcode.appid, sandboxAccounts.mobile.appid, mchid]) {
    const text = `签名里的 appId 是 ${other}：要用下单的 appid`;
    yield of("appid", text, v3Message(other, lines.timeStamp, lines.nonceStr, lines.package), "appId");
  }
  const swapped = v3Message(lines.appId, lines.nonceStr, lines.timeStamp, lines.package);
  yield of("order", "时间戳和随机串的次序反了：时间戳在前", swapped);
}

const packages = (given: string, { prepayId }: BookedOrder): string[] =>
  [prepayId, `prepay_id=${prepayId}`, "Sign=WXPay", "", "undefined"].filter((other) => other !== given);

const near = (timestamp: string): string[] =>
  [-2, -1, 1, 2].map((seconds) => String(Number(timestamp) + seconds));
