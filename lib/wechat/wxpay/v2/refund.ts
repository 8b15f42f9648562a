import { z } from "zod";
import { WechatConfigError, WechatPayError } from "../../errors";
import { parseBeijingTime } from "../../time";
import { outTradeNo } from "../prepay-order";
import { cutToBytes, faultyFields } from "../text";
import type { OrderRef, Refund, RefundQuery, RefundRequest, RefundStatus, V2Options } from "../types";
import { call, incomplete } from "./call";
import { optional, positiveFen, required } from "./fields";
import { checkedRef } from "./order-query";
import { checkedNotifyUrl } from "./prepay";

/** Refunds and what becomes of them. (WeChat Pay v2, refund; refund query) */

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

const order = { out_trade_no: required, transaction_id: required, total_fee: positiveFen };
const acceptedSchema = z.object({
  ...order,
  out_refund_no: required,
  refund_id: required,
  refund_fee: positiveFen,
});

/** See Wxpay.refund. */
export async function refund(options: V2Options, request: RefundRequest): Promise<Refund> {
  const checked = requestSchema.safeParse(request);
  if (!checked.success)
    throw new WechatConfigError(`The refund is faulty in: ${faultyFields(checked.error)}`, "REFUND");
  const { notify_url, refund_desc, ...wanted } = checked.data;
  const params = {
    ...wanted,
    refund_desc: refund_desc && cutToBytes(refund_desc, 80),
    notify_url: checkedNotifyUrl(notify_url ?? options.notifyUrl("refund")),
  };
  const fields = await call(options, "/secapi/pay/refund", params, { certified: true });
  const answer = acceptedSchema.safeParse(fields);
  if (!answer.success) throw incomplete(faultyFields(answer.error));
  for (const name of ["out_trade_no", "out_refund_no", "total_fee", "refund_fee"] as const) {
    if (answer.data[name] !== wanted[name]) throw incomplete(`${name}: it is another refund's`);
  }
  return { ...answer.data, refund_status: "PROCESSING", raw: fields };
}

/** See Wxpay.refundQuery. */
export async function refundQuery(
  options: V2Options,
  { out_refund_no }: { out_refund_no: string },
): Promise<RefundQuery> {
  if (!outRefundNo.safeParse(out_refund_no).success)
    throw new WechatConfigError("Not a refund number", "REFUND");
  const page = await askPage(options, { out_refund_no });
  if (page === null) return { refund_status: "NOTEXIST" };
  const found = page.refunds.find((candidate) => candidate.out_refund_no === out_refund_no);
  if (!found) throw incomplete("the refund's number: it is another refund's");
  return found;
}

const pageSize = 10;
// WeChat takes 50 refunds of an order.
const maxPages = 6;

/**
 * See Wxpay.refundsOf.
 * @throws WechatError outcome `unknown` when WeChat counts more refunds than it lists: ask by their numbers
 */
export async function refundsOf(options: V2Options, ref: OrderRef): Promise<Refund[]> {
  const asked = checkedRef(ref);
  const found = new Map<string, Refund>();
  for (let number = 0; number < maxPages; number += 1) {
    const page = await askPage(options, { ...asked, ...(number > 0 && { offset: number * pageSize }) });
    if (page === null) break;
    checkOrder(asked, page.refunds);
    const known = found.size;
    for (const refund of page.refunds) found.set(refund.refund_id, refund);
    if (found.size >= page.total) return [...found.values()];
    if (found.size === known) throw incomplete("refunds: it counts more than it lists");
  }
  if (found.size > 0) throw incomplete("refunds: it counts more than it lists");
  return [];
}

function checkOrder({ out_trade_no, transaction_id }: OrderRef, refunds: readonly Refund[]): void {
  for (const refund of refunds) {
    const ours = out_trade_no === undefined || out_trade_no === refund.out_trade_no;
    const theirs = transaction_id === undefined || transaction_id === refund.transaction_id;
    if (!ours || !theirs) throw incomplete("the order's number: it is another order's");
  }
}

type Page = { refunds: Refund[]; total: number };

async function askPage(
  options: V2Options,
  params: Record<string, string | number | undefined>,
): Promise<Page | null> {
  try {
    return readPage(await call(options, "/pay/refundquery", params));
  } catch (error) {
    if (error instanceof WechatPayError && error.errCode === "REFUNDNOTEXIST") return null;
    throw error;
  }
}

const count = z
  .string()
  .regex(/^\d{1,3}$/)
  .transform(Number);
const pageSchema = z.object({ ...order, refund_count: count, total_refund_count: count.optional() });

function readPage(fields: Record<string, string>): Page {
  const page = pageSchema.safeParse(fields);
  if (!page.success) throw incomplete(faultyFields(page.error));
  const { refund_count, total_refund_count = refund_count, ...ofOrder } = page.data;
  const refunds = Array.from({ length: Math.min(refund_count, pageSize * maxPages) }, (_, index) => ({
    ...ofOrder,
    ...readRefund(fields, index),
    raw: fields,
  }));
  return { refunds, total: total_refund_count };
}

const refundSchema = z.object({
  out_refund_no: required,
  refund_id: required,
  refund_fee: positiveFen,
  refund_status: required,
  account: optional,
  success_time: optional,
});

/** The fields of one refund end in its place on the page; one of them is misspelt by WeChat. */
function readRefund(fields: Record<string, string>, index: number) {
  const parsed = refundSchema.safeParse({
    out_refund_no: fields[`out_refund_no_${index}`],
    refund_id: fields[`refund_id_${index}`],
    refund_fee: fields[`refund_fee_${index}`],
    refund_status: fields[`refund_status_${index}`],
    account: fields[`refund_recv_accout_${index}`],
    success_time: fields[`refund_success_time_${index}`],
  });
  if (!parsed.success) throw incomplete(`refund ${index}: ${faultyFields(parsed.error)}`);
  const { refund_status, success_time, ...rest } = parsed.data;
  return { ...rest, refund_status: refundStatus(refund_status), success_time: dashedTime(success_time) };
}

/** v2's states in the words of v3. */
export function refundStatus(status: string): RefundStatus {
  switch (status) {
    case "SUCCESS":
    case "PROCESSING":
      return status;
    case "CHANGE":
      return "ABNORMAL";
    case "REFUNDCLOSE":
      return "CLOSED";
    default:
      return "UNKNOWN";
  }
}

/** `2016-07-25 15:26:26` in Beijing; one that cannot be read says nothing. */
export function dashedTime(text: string | undefined): Date | undefined {
  if (text === undefined || !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) return undefined;
  try {
    return parseBeijingTime(text.replace(/\D/g, ""));
  } catch {
    return undefined;
  }
}
