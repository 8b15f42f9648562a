import { paymentHandlers } from "@/lib/handlers/payment";
import { answerPaymentNotification } from "@/lib/shop/payments/notification";

type Context = { params: Promise<{ type: string }> };

/** WeChat Pay's notification of a payment. */
export const POST = async (request: Request, { params }: Context) =>
  answerPaymentNotification(request, (await params).type, paymentHandlers);
