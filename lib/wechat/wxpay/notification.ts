import { z } from "zod";
import { NotificationError, XmlError } from "../errors";
import { verify } from "../sign";
import { buildXml, parseXml } from "../xml";
import { faultyFields, moment, optional, optionalFen, positiveFen, required } from "./fields";
import type { PaymentNotification, WxpayOptions } from "./types";

const schema = z.object({
  out_trade_no: required,
  transaction_id: required,
  openid: required,
  total_fee: positiveFen,
  cash_fee: optionalFen,
  bank_type: optional,
  time_end: moment,
  attach: optional,
  is_subscribe: optional,
  trade_type: required,
});

/** See Wxpay.parseNotification. */
export function parseNotification(
  { appid, mchid, key }: Pick<WxpayOptions, "appid" | "mchid" | "key">,
  rawBody: string,
): PaymentNotification {
  const fields = readFields(rawBody);
  if (!fields.sign) throw new NotificationError("unsigned", "The notice has no signature");
  // Not by our own sign type: notices of HMAC-SHA256 merchants leave the type out, and some are signed with MD5.
  if (!verify(fields, key)) throw new NotificationError("signature", "The notice's signature is wrong");
  if (fields.return_code !== "SUCCESS" || fields.result_code !== "SUCCESS") {
    throw new NotificationError("not_success", "The notice does not report a success");
  }
  if (fields.appid !== appid) throw new NotificationError("appid", "The notice is for another app");
  if (fields.mch_id !== mchid) throw new NotificationError("mch_id", "The notice is for another merchant");
  const parsed = schema.safeParse(fields);
  if (!parsed.success) {
    throw new NotificationError("fields", `The notice lacks or misspells: ${faultyFields(parsed.error)}`);
  }
  return { ...parsed.data, raw: fields };
}

function readFields(rawBody: string): Record<string, string> {
  try {
    return parseXml(rawBody);
  } catch (error) {
    if (error instanceof XmlError) throw new NotificationError("malformed", error.message);
    throw error;
  }
}

/** See Wxpay.successXml. */
export function successXml(): string {
  return buildXml({ return_code: "SUCCESS", return_msg: "OK" });
}

/** See Wxpay.failXml. */
export function failXml(message: string): string {
  return buildXml({ return_code: "FAIL", return_msg: message.slice(0, 128) });
}
