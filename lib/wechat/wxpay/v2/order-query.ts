import { z } from "zod";
import { WechatConfigError, WechatPayError } from "../../errors";
import { outTradeNo } from "../prepay-order";
import { faultyFields } from "../text";
import type { NoOrder, OrderQuery, OrderRef, UnpaidTradeState, V2Options } from "../types";
import { call, incomplete } from "./call";
import { moment, optional, optionalFen, positiveFen, required } from "./fields";

const common = {
  out_trade_no: required,
  attach: optional,
  trade_state_desc: optional,
};

const paid = z.object({
  ...common,
  transaction_id: required,
  openid: required,
  total_fee: positiveFen,
  cash_fee: optionalFen,
  bank_type: optional,
  trade_type: required,
  time_end: moment,
});

const unpaid = z.object({ ...common, transaction_id: optional });

const unpaidStates: ReadonlySet<string> = new Set<UnpaidTradeState>([
  "REFUND",
  "NOTPAY",
  "CLOSED",
  "REVOKED",
  "USERPAYING",
  "PAYERROR",
  "ACCEPT",
]);

/** See Wxpay.orderQuery. */
export async function orderQuery(options: V2Options, ref: OrderRef): Promise<OrderQuery> {
  const fields = await ask(options, checkedRef(ref));
  if (fields === null) return { trade_state: "NOTEXIST" };
  const order = typed(fields);
  const ours = ref.out_trade_no === undefined || ref.out_trade_no === order.out_trade_no;
  const theirs = ref.transaction_id === undefined || ref.transaction_id === fields.transaction_id;
  if (!ours || !theirs) throw incomplete("the order's number: it is another order's");
  return order;
}

async function ask(options: V2Options, ref: OrderRef): Promise<Record<string, string> | null> {
  try {
    return await call(options, "/pay/orderquery", { ...ref });
  } catch (error) {
    if (error instanceof WechatPayError && error.errCode === "ORDERNOTEXIST") return null;
    throw error;
  }
}

function typed(fields: Record<string, string>): Exclude<OrderQuery, NoOrder> {
  const state = fields.trade_state;
  if (!state) throw incomplete("trade_state");
  if (state === "SUCCESS") return { trade_state: state, ...parsed(paid, fields), raw: fields };
  const order = parsed(unpaid, fields);
  if (isUnpaidState(state)) return { trade_state: state, ...order, raw: fields };
  const { out_trade_no, trade_state_desc } = order;
  return { trade_state: "UNKNOWN", value: state, out_trade_no, trade_state_desc, raw: fields };
}

function isUnpaidState(state: string): state is UnpaidTradeState {
  return unpaidStates.has(state);
}

function parsed<T>(schema: z.ZodType<T>, fields: Record<string, string>): T {
  const result = schema.safeParse(fields);
  if (!result.success) throw incomplete(faultyFields(result.error));
  return result.data;
}

/** The order that is asked about, by one number of the two. */
export function checkedRef(ref: OrderRef): OrderRef {
  const sound =
    ref.out_trade_no === undefined
      ? /^[0-9A-Za-z]{1,32}$/.test(ref.transaction_id)
      : outTradeNo.safeParse(ref.out_trade_no).success;
  if (!sound) throw new WechatConfigError("Not an order number", "ORDER");
  return ref;
}
