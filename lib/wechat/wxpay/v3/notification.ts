import { z } from "zod";
import { decryptAead } from "../../crypto";
import { NotificationError, type NotificationReason, WechatError } from "../../errors";
import { parseJson } from "../../json";
import { faultyFields } from "../text";
import type {
  Notification,
  NotificationMessage,
  NotificationReply,
  PaymentNotification,
  RefundNotification,
  TransferNotification,
} from "../types";
import { rawRecord } from "./call";
import { fen, optional, optionalMoment, positiveFen, required } from "./fields";
import type { V3Options } from "./options";
import { payoutState } from "./payout-state";
import { refundStatus } from "./refund";
import { paidTransaction } from "./transaction";
import { isSigned, type SignatureFault, signatureFault } from "./verification";
import { keyOf } from "./wechat-keys";

type Fields = Readonly<Record<string, unknown>>;

/** Characters; WeChat's own notices have a few thousand. */
const maxLength = 64 * 1024;

const envelope = z.object({
  event_type: z.string().min(1).max(128),
  resource: z.object({
    algorithm: z.literal("AEAD_AES_256_GCM"),
    ciphertext: z.string().min(1),
    associated_data: z.string().nullish(),
    nonce: z.string().min(1),
  }),
});

const refundSchema = z.object({
  out_refund_no: required,
  refund_id: required,
  out_trade_no: required,
  transaction_id: required,
  refund_status: required,
  success_time: optionalMoment,
  user_received_account: optional,
  amount: z.object({ total: positiveFen, refund: fen }),
});

const transferSchema = z.object({
  out_bill_no: required,
  transfer_bill_no: required,
  state: required,
  transfer_amount: fen,
  openid: optional,
  fail_reason: optional,
});

/** Whether a notice is one of v3: the other interface's are XML and carry no such headers. */
export const isV3Notice = ({ body, headers }: NotificationMessage): boolean =>
  isSigned(headers) || body.trimStart().startsWith("{");

/**
 * See Wxpay.parseNotification. The signature comes first, over the body as it came; only then is anything read, and
 * decrypted. That a notice was seen before is not noticed here: WeChat repeats them, and so may anybody within 5 minutes, so
 * the caller lets each take effect once, by its own number. (WeChat Pay v3, notifications)
 */
export async function parseNotification(
  options: V3Options,
  { body, headers }: NotificationMessage,
): Promise<Notification> {
  if (body.length > maxLength) throw refuse("malformed", "is too large");
  const fault = await signatureFault(headers, Buffer.from(body), keyOf(options), options.transport.now());
  if (fault) throw refuse(fault, faults[fault]);
  const notice = envelope.safeParse(read(body));
  if (!notice.success) throw refuse("malformed", `lacks or misspells: ${faultyFields(notice.error)}`);
  const { event_type, resource } = notice.data;
  const fields = decrypted(options, resource);
  switch (event_type) {
    case "TRANSACTION.SUCCESS":
      return payment(options, fields);
    case "REFUND.SUCCESS":
    case "REFUND.ABNORMAL":
    case "REFUND.CLOSED":
      return refunded(options, fields);
    case "MCHTRANSFER.BILL.FINISHED":
      return transferred(options, fields);
    default:
      return { kind: "other", event_type, raw: fields };
  }
}

const faults: Readonly<Record<SignatureFault, string>> = {
  unsigned: "has no signature",
  probe: "is one of WeChat's signature tests",
  stale: "was signed more than 5 minutes from now",
  serial: "is signed with a key that is not known here",
  signature: "is not signed with WeChat Pay's key",
};

function payment({ appid, mchid }: V3Options, fields: Fields): PaymentNotification {
  if (fields.trade_state !== "SUCCESS") throw refuse("not_success", "does not report a success");
  if (fields.appid !== appid) throw refuse("appid", "is for another app");
  if (fields.mchid !== mchid) throw refuse("mch_id", "is for another merchant");
  const { amount } = fields;
  const currency =
    typeof amount === "object" && amount !== null && "currency" in amount ? amount.currency : null;
  if (currency !== null && currency !== "CNY") throw refuse("currency", "is about another currency");
  const { trade_state_desc: _, ...paid } = parsed(paidTransaction, fields);
  return { kind: "payment", ...paid, raw: fields };
}

function refunded({ mchid }: V3Options, fields: Fields): RefundNotification {
  if (fields.mchid !== mchid) throw refuse("mch_id", "is for another merchant");
  const { refund_status, amount, user_received_account, ...numbers } = parsed(refundSchema, fields);
  return {
    kind: "refund",
    ...numbers,
    refund_status: refundStatus(refund_status),
    refund_fee: amount.refund,
    total_fee: amount.total,
    account: user_received_account,
    raw: fields,
  };
}

function transferred({ mchid }: V3Options, fields: Fields): TransferNotification {
  // Unlike everywhere else its name has an underscore here.
  if ((fields.mch_id ?? fields.mchid) !== mchid) throw refuse("mch_id", "is for another merchant");
  const { out_bill_no, transfer_bill_no, state, transfer_amount, openid, fail_reason } = parsed(
    transferSchema,
    fields,
  );
  return {
    kind: "transfer",
    out_bill_no,
    bill_id: transfer_bill_no,
    state: payoutState(state, fail_reason),
    amount: transfer_amount,
    openid,
    fail_reason,
    raw: fields,
  };
}

function decrypted(options: V3Options, resource: z.infer<typeof envelope>["resource"]): Fields {
  const { ciphertext, nonce, associated_data: associatedData } = resource;
  try {
    return rawRecord(parseJson(decryptAead(ciphertext, { key: options.v3.key, nonce, associatedData })));
  } catch (error) {
    if (error instanceof WechatError && error.kind !== "config") {
      throw refuse("decrypt", "cannot be decrypted with this APIv3 key");
    }
    throw error;
  }
}

function parsed<T>(schema: z.ZodType<T>, fields: Fields): T {
  const result = schema.safeParse(fields);
  if (!result.success) throw refuse("fields", `lacks or misspells: ${faultyFields(result.error)}`);
  return result.data;
}

function read(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw refuse("malformed", "is no JSON");
  }
}

const refuse = (reason: NotificationReason, what: string) =>
  new NotificationError(reason, `The notice ${what}`);

/** See Wxpay.notificationReply. The status decides: whatever is 4xx or 5xx is sent again. (WeChat Pay v3, notifications) */
export function notificationReply(failure?: { message: string; status: number }): NotificationReply {
  const body = failure
    ? { code: "FAIL", message: failure.message.slice(0, 128) }
    : { code: "SUCCESS", message: "OK" };
  return {
    // A failure that went out as a success would never come again.
    status: failure ? Math.max(failure.status, 400) : 200,
    contentType: "application/json; charset=utf-8",
    body: JSON.stringify(body),
  };
}
