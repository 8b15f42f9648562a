import { ShopError } from "../errors";
import type { PaymentHandlers } from "../payments/handlers";
import { expireOrders } from "./close";
import { placeOrder } from "./place";

const noStock = (error: unknown) =>
  error instanceof ShopError && (error.code === "sold_out" || error.code === "not_enough");

/**
 * Places an order as placeOrder does. When the stones seem gone, orders that hold them past their time are ended
 * first: where no process lives long, nobody else may have done it yet.
 */
export async function buy(
  handlers: PaymentHandlers,
  ...[userId, lines, shipping, placing]: Parameters<typeof placeOrder>
): Promise<string> {
  try {
    return await placeOrder(userId, lines, shipping, placing);
  } catch (error) {
    if (!noStock(error)) throw error;
    const freed = await expireOrders(
      handlers,
      lines.map((line) => line.productId),
    );
    if (freed.length === 0) throw error;
    return placeOrder(userId, lines, shipping, placing);
  }
}
