import { paymentHandlers } from "@/lib/handlers/payment";
import { answerPrepay } from "@/lib/http/prepay";
import { preparePayment } from "@/lib/shop/payments/prepare";

type Context = { params: Promise<{ outTradeNo: string }> };

/** What the bridge needs to pay a membership. */
export const POST = async (request: Request, { params }: Context) => {
  const { outTradeNo } = await params;
  return answerPrepay(request, `/vip/pay/${encodeURIComponent(outTradeNo)}`, (payer) =>
    preparePayment(payer, outTradeNo, paymentHandlers),
  );
};
