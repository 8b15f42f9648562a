import { answerOperatorForm } from "@/lib/http/operator";
import { anyPurchase } from "@/lib/shop/admin/members";
import { ShopError } from "@/lib/shop/errors";
import { refundPaymentAsOperator } from "@/lib/shop/refunds/operator";
import { askAgain, refundFields, refuseAbove, type WantedRefund } from "../../../_components/wanted-refund";

type Context = { params: Promise<{ outTradeNo: string }> };

async function ask(outTradeNo: string, wanted: WantedRefund): Promise<string> {
  const payment = await anyPurchase(outTradeNo);
  if (!payment) throw new ShopError("payment_not_found", "没有找到这笔付款");
  refuseAbove(payment.totalFee - payment.refunded, wanted);
  return askAgain(`/admin/members/${outTradeNo}`, wanted);
}

/** Sends the money of a payment without an order back, whole or in part; a refund that has no key yet is asked about first. */
export const POST = (request: Request, { params }: Context) =>
  answerOperatorForm(request, { fields: refundFields, back: "/admin/members" }, async (wanted, user) => {
    const { outTradeNo } = await params;
    if (!wanted.once) return ask(outTradeNo, wanted);
    const { amount, reason, once } = wanted;
    await refundPaymentAsOperator(user.id, outTradeNo, { amount, reason, once });
    return `/admin/members/${outTradeNo}`;
  });
