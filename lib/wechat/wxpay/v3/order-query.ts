import { z } from "zod";
import { WechatConfigError, WechatPayError } from "../../errors";
import { outTradeNo } from "../prepay-order";
import { faultyFields } from "../text";
import type { NoOrder, OrderQuery, OrderRef, UnpaidTradeState } from "../types";
import { callFor } from "./call";
import { required } from "./fields";
import type { V3Options } from "./options";
import { openTransaction, paidTransaction } from "./transaction";
import { incomplete } from "./untrusted";

type Fields = Readonly<Record<string, unknown>>;

const envelope = z.object({ mchid: required, appid: required.nullish(), trade_state: required });
const unpaidState = z.enum([
  "REFUND",
  "NOTPAY",
  "CLOSED",
  "REVOKED",
  "USERPAYING",
  "PAYERROR",
  "ACCEPT",
] satisfies UnpaidTradeState[]);

/** See Wxpay.orderQuery. */
export async function orderQuery(options: V3Options, ref: OrderRef): Promise<OrderQuery> {
  const fields = await ask(options, `${refPath(ref)}?mchid=${options.mchid}`);
  if (fields === null) return { trade_state: "NOTEXIST" };
  const order = typed(fields);
  const ours = ref.out_trade_no === undefined || ref.out_trade_no === order.out_trade_no;
  const theirs = ref.transaction_id === undefined || ref.transaction_id === fields.transaction_id;
  if (!ours || !theirs) throw incomplete("the order's number: it is another order's");
  return order;
}

async function ask(options: V3Options, path: string): Promise<Fields | null> {
  try {
    const { data, raw } = await callFor(options, { method: "GET", path }, "order", envelope);
    const app = data.appid ?? options.appid;
    if (data.mchid !== options.mchid || app !== options.appid)
      throw incomplete("its merchant: it is another's");
    return raw;
  } catch (error) {
    if (error instanceof WechatPayError && error.errCode === "ORDERNOTEXIST") return null;
    throw error;
  }
}

function typed(fields: Fields): Exclude<OrderQuery, NoOrder> {
  const state = String(fields.trade_state);
  if (state === "SUCCESS") return { trade_state: state, ...parsed(paidTransaction, fields), raw: fields };
  const order = parsed(openTransaction, fields);
  const unpaid = unpaidState.safeParse(state);
  if (unpaid.success) return { trade_state: unpaid.data, ...order, raw: fields };
  const { out_trade_no, trade_state_desc } = order;
  return { trade_state: "UNKNOWN", value: state, out_trade_no, trade_state_desc, raw: fields };
}

function parsed<T>(schema: z.ZodType<T>, fields: Fields): T {
  const result = schema.safeParse(fields);
  if (!result.success) throw incomplete(faultyFields(result.error));
  return result.data;
}

function refPath(ref: OrderRef): string {
  if (ref.out_trade_no !== undefined) return tradePath(ref.out_trade_no);
  if (!/^[0-9A-Za-z]{1,32}$/.test(ref.transaction_id))
    throw new WechatConfigError("Not an order number", "ORDER");
  return `/v3/pay/transactions/id/${ref.transaction_id}`;
}

/**
 * The path of an order of ours.
 * @throws WechatError kind `config` for what cannot be its number
 */
export function tradePath(out_trade_no: string): string {
  if (!outTradeNo.safeParse(out_trade_no).success)
    throw new WechatConfigError("Not an order number", "ORDER");
  return `/v3/pay/transactions/out-trade-no/${encodeURIComponent(out_trade_no)}`;
}
