import { createHash } from "node:crypto";
import type { SignatureParts } from "../explanation";

/** What takes part in the signature of `wx.config`, under the names that it has there. (JS-SDK, appendix 1) */
export interface SignedValues {
  jsapi_ticket: string;
  noncestr: string;
  /** Seconds. */
  timestamp: string;
  /** Without its fragment. */
  url: string;
}

export const signedNames = ["jsapi_ticket", "noncestr", "timestamp", "url"] as const;

/** string1: the four values under lower-case names, in alphabetical order, raw. */
export const signedText = (values: SignedValues): string =>
  signedNames.map((name) => `${name}=${values[name]}`).join("&");

/** SHA-1 as lower-case hex. */
export const sha1 = (text: string): string => createHash("sha1").update(text).digest("hex");

/** Takes the signature apart as the algorithm builds it. (JS-SDK, appendix 1) */
export function jssdkParts(
  values: SignedValues,
  given: string,
  leftOut: Record<string, string>,
): SignatureParts {
  const text = signedText(values);
  const expected = sha1(text);
  return {
    signType: "SHA1",
    parts: signedNames.map((name) => ({ name, value: values[name] })),
    leftOut: Object.entries(leftOut).map(([name, why]) => ({ name, why })),
    text,
    expected,
    given,
    ok: expected === given,
  };
}
