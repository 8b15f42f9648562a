import { type SignType, sign, signString } from "@/lib/wechat/sign";
import type { SignatureParts } from "../explanation";

/** A v2 signature to be explained: of an XML request, or of the page's call for payment. */
export interface SignatureInput {
  /** Every parameter as it came, in the order in which it came. */
  params: Readonly<Record<string, string>>;
  /** The parameter that carries the signature. */
  field: "sign" | "paySign";
  key: string;
  /** How it must be signed here. */
  signType: SignType;
  /** What the parameters should be, as far as it is known: from an earlier call, or from the order. */
  reference?: Readonly<Record<string, string>> | undefined;
  /** Parameters that this call may carry, and that a program may have signed without sending them. */
  optional?: readonly string[] | undefined;
}

/** The parameters that take part: not the signature itself, no empty ones. */
export function signedParams({ params, field }: SignatureInput): Record<string, string> {
  return Object.fromEntries(Object.entries(params).filter(([name, value]) => name !== field && value !== ""));
}

/** Takes a signature apart as the algorithm builds it. (WeChat Pay v2, signature algorithm) */
export function signatureParts(input: SignatureInput): SignatureParts {
  const { params, field, key, signType } = input;
  const signed = signedParams(input);
  const given = params[field] ?? "";
  const expected = sign(signed, key, signType);
  const leftOut = Object.entries(params).flatMap(([name, value]) => {
    if (name === field) return [{ name, why: "签名本身不参与签名" }];
    return value === "" ? [{ name, why: "空值不参与签名" }] : [];
  });
  return {
    signType,
    parts: Object.keys(signed)
      .sort()
      .map((name) => ({ name, value: signed[name] ?? "" })),
    leftOut,
    text: signString(signed, key),
    expected,
    given,
    ok: expected === given,
  };
}
