import { log } from "../../log";
import { BodyTooLarge, readText } from "../../request-body";
import { NotificationError } from "../../wechat/errors";
import type { Notification, NotificationMessage, NotificationReply, Wxpay } from "../../wechat/wxpay";
import { buildXml } from "../../wechat/xml";
import { FeatureOff, wxpay } from "../../weixin";
import { settleTransfer, TransferMismatch } from "../cash-in/settle";
import { settleNoticedRefund } from "../refunds/notice";
import { RefundMismatch } from "../refunds/settle";
import { handlerOf, type PaymentHandlers } from "./handlers";
import { PaymentMismatch, settlePayment } from "./settle";

/** WeChat's notices have a few hundred bytes, v3's a few thousand. */
const maxBytes = 64 * 1024;

/** What comes to an address: refunds and transfers to theirs, payments to every other. */
const kindAt = (type: string): Notification["kind"] =>
  type === "refund" || type === "transfer" ? type : "payment";

const isServed = (type: string, handlers: PaymentHandlers): boolean =>
  kindAt(type) !== "payment" || handlerOf(handlers, type) !== null;

/** The sender went away before the notice was here: where Next reads it, nothing of its body is left then. */
class CutOff extends Error {
  override name = "CutOff";
}

/** @throws BodyTooLarge, CutOff: half a notice would pass for a forged one */
async function bodyOf(request: Request): Promise<string> {
  const body = await readText(request, maxBytes);
  if (Buffer.byteLength(body) < Number(request.headers.get("content-length"))) {
    throw new CutOff("The notice ended before its Content-Length");
  }
  return body;
}

/** v3 signs what it sends. A v2 notice is XML. */
const isSignedJson = ({ body }: NotificationMessage): boolean => body.trimStart().startsWith("{");

async function settle(
  type: string,
  notice: Notification,
  message: NotificationMessage,
  handlers: PaymentHandlers,
): Promise<void> {
  if (notice.kind === "other") {
    log.info("wxpay.notification.other", { type, eventType: notice.event_type });
    return;
  }
  if (notice.kind !== kindAt(type)) {
    const message = `A notice of a ${notice.kind} came to the address of another kind: ${type}`;
    throw new NotificationError("fields", message);
  }
  switch (notice.kind) {
    case "payment":
      await settlePayment(type, notice, handlers);
      return;
    case "refund":
      await settleNoticedRefund(notice, isSignedJson(message));
      return;
    case "transfer":
      await settleTransfer(notice);
      return;
  }
}

/** What WeChat is told of a notice that did not take effect, and with which status. */
function refusal(error: unknown): { status: number; message: string } {
  if (error instanceof BodyTooLarge) return { status: 413, message: "too large" };
  if (error instanceof CutOff) return { status: 400, message: "cut off" };
  if (error instanceof NotificationError) return { status: 400, message: error.reason };
  const isForeign =
    error instanceof PaymentMismatch || error instanceof RefundMismatch || error instanceof TransferMismatch;
  if (isForeign) return { status: 400, message: error.field };
  return { status: 500, message: "try again" };
}

/**
 * How loudly the log tells of it: WeChat itself sends wrong signatures now and then, to see whether we look. And who hung
 * up will send it again.
 */
function levelOf(error: unknown, status: number): "info" | "warn" | "error" {
  if (error instanceof CutOff) return "info";
  if (error instanceof NotificationError && error.reason === "probe") return "info";
  return status === 500 ? "error" : "warn";
}

const answer = ({ status, contentType, body }: NotificationReply): Response =>
  new Response(body, { status, headers: { "content-type": contentType, "cache-control": "no-store" } });

/** What nobody here handles, in the form that its sender reads: v3 sends JSON. */
function notHere({ headers }: Request): Response {
  const message = "nobody handles this here";
  if (/^application\/json\b/.test(headers.get("content-type") ?? "")) {
    const body = JSON.stringify({ code: "FAIL", message });
    return answer({ status: 404, contentType: "application/json; charset=utf-8", body });
  }
  const body = buildXml({ return_code: "FAIL", return_msg: message });
  return answer({ status: 404, contentType: "text/xml; charset=utf-8", body });
}

/**
 * Answers what WeChat Pay tells of a payment, a refund or a transfer, in v2's XML or v3's JSON: reads and verifies
 * it, lets it take effect once, and acknowledges it only then; whatever goes wrong is answered as a failure, so that
 * WeChat sends it again. (WeChat Pay v2, payment and refund notification; v3, notifications)
 * @param type the {type} of its address: `refund`, `transfer`, or a type of payment. Others are a 404, and so is
 * everything while WeChat Pay is not set up
 */
export async function answerPaymentNotification(
  request: Request,
  type: string,
  handlers: PaymentHandlers,
): Promise<Response> {
  const pay = isServed(type, handlers) ? payOrNull() : null;
  if (!pay) return notHere(request);
  const { headers } = request;
  let message: NotificationMessage = { body: "", headers };
  try {
    message = { body: await bodyOf(request), headers };
    await settle(type, await pay.parseNotification(message), message, handlers);
    return answer(pay.notificationReply(message));
  } catch (error) {
    const failure = refusal(error);
    log[levelOf(error, failure.status)]("wxpay.notification.refused", { type, ...failure, error });
    return answer(pay.notificationReply(message, failure));
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
