import { z } from "zod";
import { WechatConfigError, WechatPayError } from "../../errors";
import { outTradeNo } from "../prepay-order";
import { cutToBytes, faultyFields } from "../text";
import type { Refund, RefundQuery, RefundRequest, RefundStatus } from "../types";
import { callFor } from "./call";
import { checkedNotifyUrl, currency, fen, optional, optionalMoment, positiveFen, required } from "./fields";
import type { V3Options } from "./options";
import { incomplete } from "./untrusted";

const path = "/v3/refund/domestic/refunds";

const outRefundNo = z.string().regex(/^[0-9A-Za-z_\-|*@]{1,64}$/);

const requestSchema = z
  .object({
    out_trade_no: outTradeNo,
    out_refund_no: outRefundNo,
    total_fee: z.int().min(1),
    refund_fee: z.int().min(1),
    refund_desc: z.string().optional(),
    notify_url: z.string().optional(),
  })
  .refine((request) => request.refund_fee <= request.total_fee, { path: ["refund_fee"] });

const answerSchema = z.object({
  refund_id: required,
  out_refund_no: required,
  transaction_id: required,
  out_trade_no: required,
  user_received_account: optional,
  success_time: optionalMoment,
  status: required,
  amount: z.object({ total: positiveFen, refund: fen, currency }),
});

/** See Wxpay.refund. */
export async function refund(options: V3Options, request: RefundRequest): Promise<Refund> {
  const checked = requestSchema.safeParse(request);
  if (!checked.success) {
    throw new WechatConfigError(`The refund is faulty in: ${faultyFields(checked.error)}`, "REFUND");
  }
  const { out_trade_no, out_refund_no, total_fee, refund_fee, refund_desc, notify_url } = checked.data;
  const body = {
    out_trade_no,
    out_refund_no,
    reason: refund_desc ? cutToBytes(refund_desc, 80) : undefined,
    notify_url: checkedNotifyUrl(notify_url ?? options.notifyUrl("refund")),
    amount: { refund: refund_fee, total: total_fee, currency: "CNY" },
  };
  const done = await callForRefund(options, { method: "POST", path, body });
  const same = done.out_refund_no === out_refund_no && done.out_trade_no === out_trade_no;
  if (!same || done.refund_fee !== refund_fee || done.total_fee !== total_fee) {
    throw incomplete("the refund: it is another one's");
  }
  return done;
}

/** See Wxpay.refundQuery. */
export async function refundQuery(options: V3Options, ref: { out_refund_no: string }): Promise<RefundQuery> {
  const { out_refund_no } = ref;
  if (!outRefundNo.safeParse(out_refund_no).success)
    throw new WechatConfigError("Not a refund number", "REFUND");
  try {
    const found = await callForRefund(options, {
      method: "GET",
      path: `${path}/${encodeURIComponent(out_refund_no)}`,
    });
    if (found.out_refund_no !== out_refund_no) throw incomplete("the refund's number: it is another one's");
    return found;
  } catch (error) {
    if (error instanceof WechatPayError && absent.has(error.errCode)) return { refund_status: "NOTEXIST" };
    throw error;
  }
}

const absent: ReadonlySet<string> = new Set(["REFUNDNOTEXIST", "ORDERNOTEXIST"]);

async function callForRefund(options: V3Options, call: Parameters<typeof callFor>[1]): Promise<Refund> {
  const { data, raw } = await callFor(options, call, "refund", answerSchema);
  const { status, amount, user_received_account: account, ...numbers } = data;
  return {
    ...numbers,
    refund_status: refundStatus(status),
    refund_fee: amount.refund,
    total_fee: amount.total,
    account,
    raw,
  };
}

/** A state of a refund, in answers and notices. */
export function refundStatus(value: string): RefundStatus {
  switch (value) {
    case "PROCESSING":
    case "SUCCESS":
    case "ABNORMAL":
    case "CLOSED":
      return value;
    default:
      return "UNKNOWN";
  }
}
