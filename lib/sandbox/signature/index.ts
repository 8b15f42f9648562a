import { timingSafeEqualText } from "@/lib/wechat/sign";
import { type Explanation, sections } from "../explanation";
import { diagnose } from "./diagnosis";
import { type SignatureInput, signatureParts } from "./parts";

export type { SignatureInput } from "./parts";

/** Checks a v2 signature and explains it; of a wrong one, also why. */
export function checkSignature(input: SignatureInput): { ok: boolean; why: Explanation } {
  const signature = signatureParts(input);
  if (timingSafeEqualText(signature.expected, signature.given)) return { ok: true, why: { signature } };
  const diagnosis = diagnose(input);
  const why: Explanation = {
    rule: "签名与按全部非空参数算出来的不一致",
    section: sections.paySign,
    field: input.field,
    expected: signature.expected,
    given: signature.given,
    advice:
      diagnosis?.text ??
      "常见的错误都对不上：核对密钥是不是这个商户的 APIv2 密钥，并逐项比对下面参与签名的参数和你签的那一份",
    signature,
    diagnosis,
  };
  return { ok: false, why };
}
