import { paymentHandlers } from "@/lib/handlers/payment";
import { payPage } from "@/lib/http/pay-page";
import { answerPrepay } from "@/lib/http/prepay";
import { preparePayment } from "@/lib/shop/payments/prepare";

type Context = { params: Promise<{ outTradeNo: string }> };

/** What the bridge needs to pay a payment that has no order. */
export const POST = async (request: Request, { params }: Context) => {
  const { outTradeNo } = await params;
  return answerPrepay(request, payPage(outTradeNo), (payer) =>
    preparePayment(payer, outTradeNo, paymentHandlers),
  );
};
