import { paymentHandlers } from "@/lib/handlers/payment";
import { answerPrepay } from "@/lib/http/prepay";
import { prepareOrder } from "@/lib/shop/payments/prepare";

type Context = { params: Promise<{ id: string }> };

/** What the bridge needs to pay an order. */
export const POST = async (request: Request, { params }: Context) => {
  const { id } = await params;
  return answerPrepay(request, `/orders/${encodeURIComponent(id)}/pay`, (payer) =>
    prepareOrder(payer, id, paymentHandlers),
  );
};
