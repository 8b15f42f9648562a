import { z } from "zod";
import { paymentHandlers } from "@/lib/handlers/payment";
import { answerUserForm } from "@/lib/http/form";
import { productsChanged } from "@/lib/shop/catalogue-cache";
import { orderLines } from "@/lib/shop/checkout";
import { buy } from "@/lib/shop/orders/buy";
import { shippingSchema } from "@/lib/shop/orders/place";

const fields = shippingSchema.extend({
  product: z.string().optional(),
  quantity: z.string().optional(),
  once: z.string().max(64).optional(),
});

/** Places an order of the cart, or of one product, and goes on to pay it. */
export const POST = (request: Request) =>
  answerUserForm(
    request,
    { fields, back: "/checkout" },
    async ({ product, quantity, once, ...shipping }, user) => {
      const { lines, fromCart } = await orderLines({ product, quantity });
      const id = await buy(paymentHandlers, user.id, lines, shipping, { fromCart, once });
      productsChanged(lines.map((line) => line.productId));
      return `/orders/${id}/pay`;
    },
  );
