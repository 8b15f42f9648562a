import { z } from "zod";
import { onceSchema, textSchema, yuanSchema } from "@/lib/http/fields";
import { answerOperatorForm } from "@/lib/http/operator";
import { refundPaymentAsOperator } from "@/lib/shop/refunds/operator";

const fields = z.object({ amount: yuanSchema, reason: textSchema(80, "原因太长"), once: onceSchema });
type Context = { params: Promise<{ outTradeNo: string }> };

/** Sends a membership's money back, whole or in part. */
export const POST = (request: Request, { params }: Context) =>
  answerOperatorForm(request, { fields, back: "/admin/members" }, async (refund, user) => {
    const { outTradeNo } = await params;
    await refundPaymentAsOperator(user.id, outTradeNo, refund);
    return `/admin/members/${outTradeNo}`;
  });
