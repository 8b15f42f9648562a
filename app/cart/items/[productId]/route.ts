import { z } from "zod";
import { answerForm } from "@/lib/http/form";
import { setCartQuantity } from "@/lib/shop/cart";
import { quantitySchema } from "@/lib/shop/quantity";

const fields = z.object({ quantity: quantitySchema });
type Context = { params: Promise<{ productId: string }> };

/** Sets how many of a product the cart holds. */
export const POST = (request: Request, { params }: Context) =>
  answerForm(request, { fields, back: "/cart" }, async ({ quantity }) => {
    await setCartQuantity((await params).productId, quantity);
    return "/cart";
  });
