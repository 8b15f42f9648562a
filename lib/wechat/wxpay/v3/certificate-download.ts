import { WechatError } from "../../errors";
import { type PlatformKey, readCertificates } from "./certificate-answer";
import type { V3Options } from "./options";
import { refusal } from "./refusal";
import { sendSigned } from "./request";
import { untrusted } from "./untrusted";
import { isSigned, signatureFault } from "./verification";

/** What a download brought, and the text that it stands in. */
export interface Certificates {
  /** WeChat's answer, in which they are still encrypted. */
  answer: string;
  keys: PlatformKey[];
}

/**
 * Downloads WeChat Pay's platform certificates. The first time nothing is known that could verify the answer's signature:
 * then the encryption with our APIv3 key vouches for it. (WeChat Pay v3, platform certificates)
 * @param known the platform keys that count already
 * @throws WechatError code NO_PLATFORM_CERTIFICATE for a merchant that has none and is to use WeChat Pay's public key
 */
export async function downloadCertificates(
  options: V3Options,
  known: readonly PlatformKey[],
): Promise<Certificates> {
  const answer = await sendSigned(options, { method: "GET", path: "/v3/certificates" }, null);
  if (answer.status === 404) throw noCertificates();
  if (answer.status !== 200) throw refusal(answer, "certificates");
  const keys = readCertificates(answer.text, options.v3.key);
  if (known.length > 0 || isSigned(answer.headers)) {
    const keyOf = async (serial: string) =>
      [...keys, ...known].find((candidate) => candidate.serial === serial.toUpperCase())?.key ?? null;
    const fault = await signatureFault(answer.headers, answer.bytes, keyOf, options.transport.now());
    if (fault) throw untrusted(fault, answer.status);
  }
  return { answer: answer.text, keys };
}

function noCertificates(): WechatError {
  return new WechatError("WeChat Pay has no platform certificate for this merchant", {
    code: "NO_PLATFORM_CERTIFICATE",
    kind: "api",
    hint: "New merchants use WeChat Pay's public key instead: download it in the merchant console (API security) and set WXPAY_PUBLIC_KEY and WXPAY_PUBLIC_KEY_ID.",
    hintZh:
      "新商户使用微信支付公钥：请到商户平台 → 账户中心 → API安全下载公钥，并设置 WXPAY_PUBLIC_KEY 与 WXPAY_PUBLIC_KEY_ID。",
  });
}
