import { answerUserForm, noFields } from "@/lib/http/form";
import { confirmReceipt } from "@/lib/shop/orders/ship";

type Context = { params: Promise<{ id: string }> };

/** The buyer has the parcel. */
export const POST = (request: Request, { params }: Context) =>
  answerUserForm(request, { fields: noFields, back: "/orders" }, async (_, user) => {
    const { id } = await params;
    await confirmReceipt(user.id, id);
    return `/orders/${id}`;
  });
