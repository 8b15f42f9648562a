import { answerForm, noFields } from "@/lib/http/form";
import { removeFromCart } from "@/lib/shop/cart";

type Context = { params: Promise<{ productId: string }> };

/** Takes a product out of the cart. */
export const POST = (request: Request, { params }: Context) =>
  answerForm(request, { fields: noFields, back: "/cart" }, async () => {
    await removeFromCart((await params).productId);
    return "/cart";
  });
