import { paymentHandlers } from "@/lib/handlers/payment";
import { answerUserForm, noFields } from "@/lib/http/form";
import { checkPayment } from "@/lib/shop/payments/check";

type Context = { params: Promise<{ outTradeNo: string }> };

/** What became of a payment: our record, or WeChat's word while no notification has come. */
export const POST = (request: Request, { params }: Context) =>
  answerUserForm(request, { fields: noFields, back: "/orders" }, async (_, user) => {
    const state = await checkPayment(user.id, (await params).outTradeNo, paymentHandlers);
    return Response.json({ ok: true, state }, { headers: { "cache-control": "no-store" } });
  });
