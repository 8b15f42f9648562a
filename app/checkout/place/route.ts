import { z } from "zod";
import { answerUserForm } from "@/lib/http/form";
import { productsChanged } from "@/lib/shop/catalogue-cache";
import { orderLines } from "@/lib/shop/checkout";
import { placeOrder, shippingSchema } from "@/lib/shop/orders/place";

const fields = shippingSchema.extend({ product: z.string().optional(), quantity: z.string().optional() });

/** Places an order of the cart, or of one product, and goes on to pay it. */
export const POST = (request: Request) =>
  answerUserForm(request, { fields, back: "/checkout" }, async ({ product, quantity, ...shipping }, user) => {
    const { lines, fromCart } = await orderLines({ product, quantity });
    const id = await placeOrder(user.id, lines, shipping, { fromCart });
    productsChanged(lines.map((line) => line.productId));
    return `/orders/${id}/pay`;
  });
