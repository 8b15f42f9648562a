import { z } from "zod";
import { decryptReqInfo } from "../../crypto";
import { NotificationError, XmlError } from "../../errors";
import { verify } from "../../sign";
import { buildXml, parseXml } from "../../xml";
import { faultyFields } from "../text";
import type {
  Notification,
  NotificationReply,
  PaymentNotification,
  RefundNotification,
  V2Options,
} from "../types";
import { moment, optional, optionalFen, positiveFen, required } from "./fields";
import { dashedTime, refundStatus } from "./refund";

const schema = z.object({
  out_trade_no: required,
  transaction_id: required,
  openid: required,
  total_fee: positiveFen,
  cash_fee: optionalFen,
  bank_type: optional,
  time_end: moment,
  attach: optional,
  trade_type: required,
});

const refundSchema = z.object({
  out_refund_no: required,
  refund_id: required,
  out_trade_no: required,
  transaction_id: required,
  refund_status: required,
  refund_fee: positiveFen,
  total_fee: positiveFen,
  // Misspelt by WeChat.
  refund_recv_accout: optional,
  success_time: optional,
});

type Merchant = Pick<V2Options, "appid" | "mchid" | "key">;

/**
 * See Wxpay.parseNotification. A notice with `req_info` is a refund's, which is proven by being encrypted with our key; any other
 * is a payment's, which is proven by its signature. (WeChat Pay v2, payment notification; refund notification)
 */
export function parseNotification(merchant: Merchant, rawBody: string): Notification {
  const fields = readFields(rawBody);
  return fields.req_info ? refunded(merchant, fields, fields.req_info) : paid(merchant, fields);
}

function paid({ appid, mchid, key }: Merchant, fields: Record<string, string>): PaymentNotification {
  if (!fields.sign) throw new NotificationError("unsigned", "The notice has no signature");
  // Not by our own sign type: notices of HMAC-SHA256 merchants leave the type out, and some are signed with MD5.
  if (!verify(fields, key)) throw new NotificationError("signature", "The notice's signature is wrong");
  if (fields.return_code !== "SUCCESS" || fields.result_code !== "SUCCESS") {
    throw new NotificationError("not_success", "The notice does not report a success");
  }
  checkReceiver({ appid, mchid }, fields);
  return { kind: "payment", ...checked(schema, fields), raw: fields };
}

/** Its envelope is not signed and could be put around any req_info that was seen: look the refund up before acting. */
function refunded(
  { key, ...merchant }: Merchant,
  envelope: Record<string, string>,
  req_info: string,
): RefundNotification {
  if (envelope.return_code !== "SUCCESS") {
    throw new NotificationError("not_success", "The notice does not report a success");
  }
  checkReceiver(merchant, envelope);
  const fields = readFields(decrypted(req_info, key), "root");
  const { refund_status, refund_recv_accout, success_time, ...refund } = checked(refundSchema, fields);
  return {
    kind: "refund",
    ...refund,
    refund_status: refundStatus(refund_status),
    account: refund_recv_accout,
    success_time: dashedTime(success_time),
    raw: fields,
  };
}

function checkReceiver({ appid, mchid }: Omit<Merchant, "key">, fields: Record<string, string>): void {
  if (fields.appid !== appid) throw new NotificationError("appid", "The notice is for another app");
  if (fields.mch_id !== mchid) throw new NotificationError("mch_id", "The notice is for another merchant");
}

function checked<T>(fieldsSchema: z.ZodType<T>, fields: Record<string, string>): T {
  const parsed = fieldsSchema.safeParse(fields);
  if (parsed.success) return parsed.data;
  throw new NotificationError("fields", `The notice lacks or misspells: ${faultyFields(parsed.error)}`);
}

function decrypted(req_info: string, key: string): string {
  try {
    return decryptReqInfo(req_info, key);
  } catch {
    throw new NotificationError("decrypt", "The notice is not encrypted with our key");
  }
}

function readFields(rawBody: string, root = "xml"): Record<string, string> {
  try {
    return parseXml(rawBody, { root });
  } catch (error) {
    if (error instanceof XmlError) throw new NotificationError("malformed", error.message);
    throw error;
  }
}

/** See Wxpay.notificationReply. The body decides: WeChat sends again whatever is not answered SUCCESS. (WeChat Pay v2, payment notification) */
export function notificationReply(failure?: { message: string; status: number }): NotificationReply {
  const [return_code, return_msg] = failure ? ["FAIL", failure.message.slice(0, 128)] : ["SUCCESS", "OK"];
  return {
    status: failure?.status ?? 200,
    contentType: "text/xml; charset=utf-8",
    body: buildXml({ return_code, return_msg }),
  };
}
