import { z } from "zod";
import { answerForm } from "@/lib/http/form";
import { addToCart } from "@/lib/shop/cart";
import { quantitySchema } from "@/lib/shop/quantity";

const fields = z.object({ productId: z.string().min(1).max(64), quantity: quantitySchema.default(1) });

/** Puts a product into the cart. */
export const POST = (request: Request) =>
  answerForm(request, { fields, back: "/" }, async ({ productId, quantity }) => {
    await addToCart(productId, quantity);
    return "/cart";
  });
