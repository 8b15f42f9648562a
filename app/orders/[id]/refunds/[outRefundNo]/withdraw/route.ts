import { answerUserForm, noFields } from "@/lib/http/form";
import { withdrawRefund } from "@/lib/shop/refunds/request";

type Context = { params: Promise<{ id: string; outRefundNo: string }> };

/** Takes a request for a refund back that nobody has decided yet. */
export const POST = (request: Request, { params }: Context) =>
  answerUserForm(request, { fields: noFields, back: "/orders" }, async (_, user) => {
    const { id, outRefundNo } = await params;
    await withdrawRefund(user.id, outRefundNo);
    return `/orders/${id}`;
  });
