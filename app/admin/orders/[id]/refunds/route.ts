import { answerOperatorForm } from "@/lib/http/operator";
import { ShopError } from "@/lib/shop/errors";
import { type OperatorRefund, refundAsOperator } from "@/lib/shop/refunds/operator";
import { refundable } from "@/lib/shop/refunds/queries";
import { askAgain, refundFields, refuseAbove, type WantedRefund } from "../../../_components/wanted-refund";

type Context = { params: Promise<{ id: string }> };

/** Whoever sends all the money back that is left takes all the stones back; a part of it is money alone. */
async function whatGoesBack(orderId: string, amount: number): Promise<OperatorRefund["what"]> {
  const rest = await refundable(null, orderId);
  const items = (rest?.items ?? [])
    .filter(({ left }) => left > 0)
    .map(({ productId, left }) => ({ productId, quantity: left }));
  return rest?.amount === amount && items.length > 0 ? { items, amount } : { amount };
}

async function ask(id: string, wanted: WantedRefund): Promise<string> {
  const rest = await refundable(null, id);
  if (!rest) throw new ShopError("order_state", "这笔订单现在不能退款");
  refuseAbove(rest.amount, wanted);
  return askAgain(`/admin/orders/${id}`, wanted);
}

/** A refund of the operator's own; one that has no key yet is asked about first. */
export const POST = (request: Request, { params }: Context) =>
  answerOperatorForm(request, { fields: refundFields, back: "/admin/orders" }, async (wanted, user) => {
    const { id } = await params;
    if (!wanted.once) return ask(id, wanted);
    const what = await whatGoesBack(id, wanted.amount);
    await refundAsOperator(user.id, id, { ...wanted, what });
    return `/admin/orders/${id}`;
  });
