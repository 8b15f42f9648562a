import type { BookedRefund } from "./books/refunds";
import type { BookedTransfer } from "./books/transfers";
import { type Forgery, isV2Forgery, type V2Forgery } from "./forgeries";
import type { BookedOrder } from "./pay/order-book";
import { forgedPaymentXml, paymentXml } from "./pay/payment-notice";
import { forgedRefundXml, refundXml } from "./pay/refund-notice";
import { v3PaymentBody, v3RefundBody, v3TransferBody } from "./pay-v3/notices";

/** A notification's body, as the API has it over which its subject came. */

/** @throws for what only v3 can have wrong: forgeriesFor does not offer it for v2 */
function v2(forgery: Forgery | undefined): V2Forgery | undefined {
  if (forgery === undefined || isV2Forgery(forgery)) return forgery;
  throw new Error(`v2 has no such forgery: ${forgery}`);
}

/** @param forgery what is wrong with it; a genuine one without */
export async function paymentBody(order: BookedOrder, forgery?: Forgery): Promise<string> {
  if (order.api === "v3") return v3PaymentBody(order, forgery);
  const wrong = v2(forgery);
  return wrong ? forgedPaymentXml(order, wrong) : paymentXml(order);
}

/** @param forgery what is wrong with it; a genuine one without */
export async function refundBody(
  refund: BookedRefund,
  order: BookedOrder,
  forgery?: Forgery,
): Promise<string> {
  if (refund.api === "v3") return v3RefundBody(refund, order, forgery);
  const wrong = v2(forgery);
  return wrong ? forgedRefundXml(refund, order, wrong) : refundXml(refund, order);
}

/** Only v3 tells how a transfer ended. @param forgery what is wrong with it; a genuine one without */
export async function transferBody(transfer: BookedTransfer, forgery?: Forgery): Promise<string> {
  return v3TransferBody(transfer, forgery);
}
