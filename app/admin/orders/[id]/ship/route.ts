import { answerOperatorForm } from "@/lib/http/operator";
import { parcelSchema, shipOrder } from "@/lib/shop/orders/ship";

type Context = { params: Promise<{ id: string }> };

/** Notes that an order is on its way. */
export const POST = (request: Request, { params }: Context) =>
  answerOperatorForm(request, { fields: parcelSchema, back: "/admin/orders" }, async (parcel) => {
    const { id } = await params;
    await shipOrder(id, parcel);
    return `/admin/orders/${id}`;
  });
