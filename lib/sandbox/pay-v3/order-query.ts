import { type BookedOrder, findOrder, isOverdue } from "../pay/order-book";
import { refuse, succeed, type V3Answer } from "./answer";
import type { SignedCall } from "./call";
import { checkQueryMchid } from "./query-mchid";
import { v3Sections } from "./sections";
import { describeState, transaction } from "./transaction";

const section = v3Sections.query;

/** `GET /v3/pay/transactions/out-trade-no/{out_trade_no}?mchid=`. (WeChat Pay v3, order query) */
export const queryByOutTradeNo = async (call: SignedCall, outTradeNo: string): Promise<V3Answer> =>
  checkQueryMchid(call, section) ??
  answer(await findOrder({ out_trade_no: outTradeNo }), "out_trade_no", outTradeNo);

/** `GET /v3/pay/transactions/id/{transaction_id}?mchid=`. (WeChat Pay v3, order query) */
export const queryByTransactionId = async (call: SignedCall, transactionId: string): Promise<V3Answer> =>
  checkQueryMchid(call, section) ??
  answer(await findOrder({ transaction_id: transactionId }), "transaction_id", transactionId);

async function answer(order: BookedOrder | null, field: string, given: string): Promise<V3Answer> {
  if (!order) {
    const rule = "没有这个订单：下单没有成功，或者订单号写错了";
    return refuse("ORDER_NOT_EXIST", "订单不存在", { rule, section, field, given });
  }
  const { tradeState } = order;
  const notes =
    tradeState === "NOTPAY" && isOverdue(order)
      ? ["time_expire 已过，付不了款了，但状态仍是 NOTPAY：要不要关单由商户决定"]
      : [];
  return succeed(transaction(order), `${tradeState} ${describeState(tradeState)}`, notes);
}
