import { log } from "../../log";
import { BodyTooLarge, readText } from "../../request-body";
import { NotificationError } from "../../wechat/errors";
import type { Wxpay } from "../../wechat/wxpay";
import { FeatureOff, wxpay } from "../../weixin";
import { handlerOf, type PaymentHandlers } from "./handlers";
import { PaymentMismatch, settlePayment } from "./settle";

/** WeChat's notifications have a few hundred bytes. */
const maxBytes = 64 * 1024;

const xml = (body: string, status = 200) =>
  new Response(body, {
    status,
    headers: { "content-type": "text/xml; charset=utf-8", "cache-control": "no-store" },
  });

/** What WeChat is told of a notification that did not take effect, and with which status. */
function refusal(error: unknown): { status: number; message: string } {
  if (error instanceof BodyTooLarge) return { status: 413, message: "too large" };
  if (error instanceof NotificationError) return { status: 400, message: error.reason };
  if (error instanceof PaymentMismatch) return { status: 400, message: error.field };
  return { status: 500, message: "try again" };
}

/**
 * Answers a payment notification: reads and verifies it, lets it take effect once, and acknowledges it only then;
 * whatever goes wrong is answered FAIL, so that WeChat sends it again. (WeChat Pay v2, payment notification)
 * @param type the {type} of its address; one that has no handler is a 404
 */
export async function answerPaymentNotification(
  request: Request,
  type: string,
  handlers: PaymentHandlers,
): Promise<Response> {
  if (!handlerOf(handlers, type)) return new Response(null, { status: 404 });
  const pay = payOrNull();
  if (!pay) return new Response(null, { status: 404 });
  try {
    const paid = pay.parseNotification(await readText(request, maxBytes));
    await settlePayment(type, paid, handlers);
    return xml(pay.successXml());
  } catch (error) {
    const { status, message } = refusal(error);
    log[status === 500 ? "error" : "warn"]("payment.notification.refused", { type, status, message, error });
    return xml(pay.failXml(message), status);
  }
}

function payOrNull(): Wxpay | null {
  try {
    return wxpay();
  } catch (error) {
    if (error instanceof FeatureOff) return null;
    throw error;
  }
}
