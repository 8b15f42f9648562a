import { readCart } from "./cart";
import { findProduct, type ProductCard } from "./catalogue";
import { ShopError } from "./errors";
import type { OrderLine } from "./orders/place";
import { lastAddress } from "./orders/queries";
import { quantitySchema } from "./quantity";

export type CheckoutLine = { product: ProductCard; quantity: number; sum: number };
export type CheckoutView = {
  lines: CheckoutLine[];
  /** Fen. */
  total: number;
  lastAddress: { receiver: string; phone: string; region: string; address: string } | null;
  problem: string | null;
};

/** What the visitor wants to buy at once, past the cart. */
export type BuyNow = { product?: string | undefined; quantity?: string | undefined };

async function linesOf(wanted: BuyNow): Promise<{ lines: CheckoutLine[]; problem: string | null }> {
  if (wanted.product === undefined) {
    const { items } = await readCart();
    const worst = items.find((line) => line.problem !== null);
    const problem =
      items.length === 0 ? "购物车是空的" : worst ? `${worst.product.name}库存不足，请先调整购物车` : null;
    return { lines: items, problem };
  }
  const quantity = quantitySchema.safeParse(wanted.quantity ?? "1");
  const product = await findProduct(wanted.product);
  if (!product) return { lines: [], problem: "没有找到这件宝石，它可能已经下架" };
  if (!quantity.success) return { lines: [], problem: quantity.error.issues[0]?.message ?? "数量不对" };
  const line = { product, quantity: quantity.data, sum: product.price * quantity.data };
  if (product.stock <= 0) return { lines: [line], problem: `${product.name}已售罄` };
  const enough = product.stock >= quantity.data;
  return { lines: [line], problem: enough ? null : `${product.name}只剩 ${product.stock} 件，请减少数量` };
}

/** What the checkout page shows: the cart, or the one product that is bought at once. */
export async function checkoutView(userId: string, wanted: BuyNow): Promise<CheckoutView> {
  const { lines, problem } = await linesOf(wanted);
  const total = lines.reduce((sum, line) => sum + line.sum, 0);
  return { lines, total, lastAddress: await lastAddress(userId), problem };
}

/**
 * What an order that is being placed consists of.
 * @throws ShopError when there is nothing to order or the quantity is none
 */
export async function orderLines(wanted: BuyNow): Promise<{ lines: OrderLine[]; fromCart: boolean }> {
  if (wanted.product === undefined) {
    const { items } = await readCart();
    const lines = items.map(({ product, quantity }) => ({ productId: product.id, quantity }));
    return { lines, fromCart: true };
  }
  const quantity = quantitySchema.safeParse(wanted.quantity ?? "1");
  if (!quantity.success) throw new ShopError("invalid", quantity.error.issues[0]?.message ?? "数量不对");
  return { lines: [{ productId: wanted.product, quantity: quantity.data }], fromCart: false };
}
