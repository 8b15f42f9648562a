import { paymentHandlers } from "@/lib/handlers/payment";
import { answerUserForm, noFields } from "@/lib/http/form";
import { productsChanged } from "@/lib/shop/catalogue-cache";
import { cancelOrder } from "@/lib/shop/orders/close";

type Context = { params: Promise<{ id: string }> };

/** Cancels an order that is not paid. */
export const POST = (request: Request, { params }: Context) =>
  answerUserForm(request, { fields: noFields, back: "/orders" }, async (_, user) => {
    const { id } = await params;
    productsChanged(await cancelOrder(user.id, id, paymentHandlers));
    return `/orders/${id}`;
  });
