import { paymentHandlers } from "@/lib/handlers/payment";
import { wantsJson } from "@/lib/http/caller";
import { answerUserForm, noFields } from "@/lib/http/form";
import { paidPage, payPage } from "@/lib/http/pay-page";
import { checkPayment, type PaymentState } from "@/lib/shop/payments/check";
import { paymentOf } from "@/lib/shop/payments/queries";

type Context = { params: Promise<{ outTradeNo: string }> };

/** Where whoever has paid, or has not yet, goes on. */
async function nextPage(userId: string, outTradeNo: string, state: PaymentState): Promise<string> {
  const payment = await paymentOf(userId, outTradeNo);
  if (payment?.orderId) return `/orders/${payment.orderId}${state === "paid" ? "?paid=1" : "/pay?asked=1"}`;
  return payment && state === "paid" ? paidPage(payment) : `${payPage(outTradeNo)}?asked=1`;
}

/** What became of a payment: our record, or WeChat's word while no notification has come. A person is led on. */
export const POST = (request: Request, { params }: Context) =>
  answerUserForm(request, { fields: noFields, back: "/orders" }, async (_, user) => {
    const { outTradeNo } = await params;
    const state = await checkPayment(user.id, outTradeNo, paymentHandlers);
    if (!wantsJson(request)) return nextPage(user.id, outTradeNo, state);
    return Response.json({ ok: true, state }, { headers: { "cache-control": "no-store" } });
  });
