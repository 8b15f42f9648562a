import { extendMembership } from "../shop/membership";
import { markOrderPaid } from "../shop/orders/pay";
import { type PaymentHandlers, sideBySide } from "../shop/payments/handlers";
import { refundUnwanted } from "../shop/refunds/unwanted";

/**
 * Yours to edit: what a payment does, by its type. The type is the {type} of /wxpay/{type}/callback and of the
 * payment's row; add a line to sell something else, and open its payment by `openPayment`: docs/wechat-pay.md,
 * "Selling something else".
 *
 * A handler gets `(res, type)`: `res.payment` is our row, `res.paid` what WeChat says, `res.tx` the transaction
 * that marks the row paid. What it does takes effect once for each payment. Write to the database through `res.tx` and
 * call nothing outside: if you throw, nothing has happened and WeChat will send its notification again. Payments that
 * come at once share a transaction; if one of them fails, all are undone and each is handled again by itself, which
 * is as if the first time had not been.
 */
export const paymentHandlers: PaymentHandlers = {
  // Side by side: the orders of one transaction are marked by one statement. Without it they take their turns, and a
  // handler may read something, count with it and write it.
  shop: sideBySide(async ({ payment, paid, tx }) => {
    if (!payment.orderId) throw new Error(`Payment ${payment.outTradeNo} has no order`);
    const outcome = await markOrderPaid(tx, payment.orderId, paid.time_end);
    // Too late for the stones, or a second time: the money goes back by itself.
    if (outcome !== "paid") await refundUnwanted(tx, payment, outcome);
  }),

  async vip({ payment, paid, tx }) {
    await extendMembership(tx, payment.userId, paid.time_end);
  },
};

/**
 * Where a type is sold that has no orders: its payers come back there, with `?paid=1`, or to begin again when they
 * were too late. What is not here says on its pay page that it is paid.
 */
export const soldAt: Readonly<Record<string, string>> = { vip: "/me" };
