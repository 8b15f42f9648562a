import { extendMembership } from "../shop/membership";
import { markOrderPaid } from "../shop/orders/pay";
import type { PaymentHandlers } from "../shop/payments/handlers";

/**
 * Yours to edit: what a payment does, by its type. The type is the {type} of /wxpay/{type}/callback and of the
 * payment's row; add a line to sell something else.
 *
 * A handler gets `(res, type)`: `res.payment` is our row, `res.paid` what WeChat says, `res.tx` the transaction
 * that marks the row paid. It is called once for each payment. Write to the database through `res.tx` and call
 * nothing outside: if you throw, nothing has happened and WeChat will send its notification again.
 */
export const paymentHandlers: PaymentHandlers = {
  async shop({ payment, paid, tx }) {
    if (!payment.orderId) throw new Error(`Payment ${payment.outTradeNo} has no order`);
    await markOrderPaid(tx, payment.orderId, paid.time_end);
  },

  async vip({ payment, paid, tx }) {
    await extendMembership(tx, payment.userId, paid.time_end);
  },
};
