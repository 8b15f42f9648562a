import { z } from "zod";
import { onceSchema, textSchema, tickSchema, yuanSchema } from "@/lib/http/fields";
import { answerOperatorForm } from "@/lib/http/operator";
import { type OperatorRefund, refundAsOperator } from "@/lib/shop/refunds/operator";
import { refundable } from "@/lib/shop/refunds/queries";

const fields = z.object({
  amount: yuanSchema,
  restock: tickSchema,
  reason: textSchema(80, "原因太长"),
  once: onceSchema,
});
type Context = { params: Promise<{ id: string }> };

/** Whoever sends all the money back that is left takes all the stones back; a part of it is money alone. */
async function whatGoesBack(orderId: string, amount: number): Promise<OperatorRefund["what"]> {
  const rest = await refundable(null, orderId);
  const items = (rest?.items ?? [])
    .filter(({ left }) => left > 0)
    .map(({ productId, left }) => ({ productId, quantity: left }));
  return rest?.amount === amount && items.length > 0 ? { items, amount } : { amount };
}

/** A refund of the operator's own. */
export const POST = (request: Request, { params }: Context) =>
  answerOperatorForm(request, { fields, back: "/admin/orders" }, async ({ amount, ...refund }, user) => {
    const { id } = await params;
    await refundAsOperator(user.id, id, { what: await whatGoesBack(id, amount), ...refund });
    return `/admin/orders/${id}`;
  });
