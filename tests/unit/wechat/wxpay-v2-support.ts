import { merchantCertificate, merchantPrivateKey } from "@/lib/sandbox/merchant-keys";
import { buildXml, parseXml, type SignType, type WxpayOptions, type XmlFields } from "@/lib/wechat";
import { merchant } from "./wxpay-support";

/** A merchant with a certificate, on a day on which it is valid, whose WeChat answers every call with one text. */
export function certified(
  reply: string | ((fields: Record<string, string>) => string),
  signType: SignType = "HMAC-SHA256",
  changes: Partial<WxpayOptions> = {},
) {
  const certificate = { cert: merchantCertificate, key: merchantPrivateKey };
  const answering = typeof reply === "string" ? () => reply : reply;
  const world = merchant(answering, signType, { certificate, ...changes });
  world.clock.advance((Date.UTC(2026, 5, 1) - world.clock.now()) / 1000);
  return { ...world, last: () => parseXml(world.calls.at(-1)?.body ?? "") };
}

/** What the marketing interfaces answer: without a signature. */
export const unsigned = (fields: XmlFields) =>
  buildXml({ return_code: "SUCCESS", return_msg: "", result_code: "SUCCESS", ...fields });

export const refusing = (err_code: string, err_code_des = "描述") =>
  unsigned({ result_code: "FAIL", err_code, err_code_des });
