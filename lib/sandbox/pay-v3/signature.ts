import { type V3Request, v3RequestMessage, v3Sign } from "@/lib/wechat/payv3-crypto";
import { sandboxAccounts } from "../accounts";
import type { Diagnosis, Explanation, SignatureParts } from "../explanation";
import { attempts } from "./mistakes";
import { openSignature } from "./opened-signature";
import { signatureType } from "./seal";
import { v3Sections } from "./sections";

/** A v3 signature taken apart; of a wrong one, also why it is wrong. (WeChat Pay v3, request signature) */

const lineNames = ["HTTP 方法", "URL（路径和查询串）", "时间戳", "随机串", "请求体"] as const;

/**
 * Explains a request's signature.
 * @param given base64, as the header has it
 * @param host to recognise an address that was signed with it
 */
export function explainSignature(request: V3Request, given: string, host: string): Explanation {
  const text = v3RequestMessage(request);
  const expected = v3Sign(text, sandboxAccounts.pay.privateKey);
  const { method, path, timestamp, nonce, body } = request;
  const values = [method, path, timestamp, nonce, body];
  const signature: SignatureParts = {
    signType: signatureType,
    parts: lineNames.map((name, index) => ({ name, value: values[index] ?? "" })),
    leftOut: [],
    text,
    expected,
    given,
    ok: expected === given,
  };
  if (signature.ok) return { signature };
  const diagnosis = diagnose(given, text, () => attempts(request, host));
  return {
    rule: "签名串是五行：HTTP 方法、URL、时间戳、随机串、请求体，每行都以换行符结尾，用商户 API 私钥做 SHA256-RSA",
    section: v3Sections.sign,
    field: "signature",
    expected,
    given,
    advice: diagnosis?.text ?? "常见的错误都对不上：把你签的那五行打印出来，和下面的逐行比对",
    signature,
    diagnosis,
  };
}

export interface Attempt {
  mistake: string;
  text: string;
  signed: string;
  field?: string;
}

/**
 * Finds the mistake behind a wrong signature: the merchant's certificate opens it, and what comes out is the hash of the
 * text that was signed.
 * @param right the text that should have been signed
 * @param candidates the texts that the usual mistakes lead to
 * @returns null when none of them fits
 */
export function diagnose(
  given: string,
  right: string,
  candidates: () => Iterable<Attempt>,
): Diagnosis | null {
  const opened = openSignature(given, right);
  if ("mistake" in opened) return { ...opened, signed: right };
  const { hash, matches } = opened;
  const wrongHash = hash === "sha256" ? "" : `用的是 ${hash.toUpperCase()}，应当是 SHA-256`;
  if (matches(right)) {
    return wrongHash === "" ? null : { mistake: "algorithm", text: `${wrongHash}。`, signed: right };
  }
  for (const { mistake, text, signed, field } of candidates()) {
    if (!matches(signed)) continue;
    const said = [text, wrongHash].filter((part) => part !== "").join("；另外，");
    return { mistake, text: `${said}。`, signed, ...(field === undefined ? {} : { field }) };
  }
  return null;
}
