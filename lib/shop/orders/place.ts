import { z } from "zod";
import { now } from "../../clock";
import { db, type Tx, transaction } from "../../db";
import { newOutTradeNo } from "../../wechat/wxpay";
import { ShopError } from "../errors";
import { reservationMinutes } from "./states";

/** Where an order goes. */
export const shippingSchema = z.object({
  receiver: z.string().trim().min(1, "请填写收货人").max(30, "收货人姓名太长"),
  phone: z
    .string()
    .trim()
    .regex(/^1[3-9]\d{9}$/, "请填写 11 位手机号"),
  region: z.string().trim().min(1, "请填写所在地区").max(60, "所在地区太长"),
  address: z.string().trim().min(1, "请填写详细地址").max(120, "详细地址太长"),
  note: z.string().trim().max(200, "留言太长").default(""),
});
export type Shipping = z.infer<typeof shippingSchema>;

export type OrderLine = { productId: string; quantity: number };

/** Takes stock away, if there is enough of it; the database decides, so that two buyers cannot have the last one. */
async function reserve(tx: Tx, { productId, quantity }: OrderLine) {
  const enough = { id: productId, stock: { gte: quantity } };
  const { count } = await tx.product.updateMany({ where: enough, data: { stock: { decrement: quantity } } });
  const product = await tx.product.findUnique({ where: { id: productId } });
  if (!product) throw new ShopError("unknown_product", "订单里有一件宝石已经下架");
  if (count === 1) return product;
  if (product.stock <= 0) throw new ShopError("sold_out", `${product.name}刚刚售罄了`);
  throw new ShopError("not_enough", `${product.name}只剩 ${product.stock} 件，请减少数量`);
}

/** Gives back what an order had reserved. */
export async function giveBackStock(tx: Tx, orderId: string): Promise<string[]> {
  const items = await tx.orderItem.findMany({ where: { orderId }, orderBy: { productId: "asc" } });
  for (const { productId, quantity } of items) {
    await tx.product.update({ where: { id: productId }, data: { stock: { increment: quantity } } });
  }
  return items.map((item) => item.productId);
}

/** Reserves an order's stock again; false, with nothing taken, when some of it is gone. */
export async function reserveAgain(tx: Tx, orderId: string): Promise<boolean> {
  const items = await tx.orderItem.findMany({ where: { orderId }, orderBy: { productId: "asc" } });
  const taken: OrderLine[] = [];
  for (const { productId, quantity } of items) {
    const enough = { id: productId, stock: { gte: quantity } };
    const { count } = await tx.product.updateMany({
      where: enough,
      data: { stock: { decrement: quantity } },
    });
    if (count === 1) {
      taken.push({ productId, quantity });
      continue;
    }
    for (const line of taken) {
      await tx.product.update({
        where: { id: line.productId },
        data: { stock: { increment: line.quantity } },
      });
    }
    return false;
  }
  return true;
}

/** Takes the lines out of the user's cart; a line that is not there as it was is being ordered by another tap. */
async function takeFromCart(tx: Tx, userId: string, lines: OrderLine[]): Promise<void> {
  const where = { cart: { userId }, OR: lines.map(({ productId, quantity }) => ({ productId, quantity })) };
  const { count } = await tx.cartItem.deleteMany({ where });
  if (count < lines.length) throw new ShopError("empty_cart", "购物车刚刚变了，请再看一眼");
}

type Placing = {
  /** Whether the lines are the cart's, which is then emptied of them. */
  fromCart: boolean;
  /** What the checkout page was given: a form that is sent twice places one order. */
  once?: string | undefined;
};

async function orderPlacedWith(once: string | undefined, userId: string): Promise<string | null> {
  if (!once) return null;
  return (await db().order.findFirst({ where: { once, userId }, select: { id: true } }))?.id ?? null;
}

async function insertOrder(
  tx: Tx,
  userId: string,
  lines: OrderLine[],
  shipping: Shipping,
  { fromCart, once }: Placing,
): Promise<string> {
  const placedAt = now();
  const expiresAt = new Date(placedAt.getTime() + reservationMinutes * 60_000);
  if (fromCart) await takeFromCart(tx, userId, lines);
  const items: { productId: string; name: string; price: number; quantity: number }[] = [];
  for (const line of lines) {
    const { name, price } = await reserve(tx, line);
    items.push({ ...line, name, price });
  }
  const total = items.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
  if (total < 1) throw new ShopError("invalid", "这件宝石还没有定价，请联系店主");
  const { id } = await tx.order.create({
    data: {
      id: newOutTradeNo("M", placedAt),
      userId,
      total,
      ...shipping,
      once: once ?? null,
      placedAt,
      expiresAt,
      items: { create: items },
      events: { create: { kind: "placed", at: placedAt } },
    },
  });
  return id;
}

/**
 * Places an order: reserves the stock for 30 minutes and notes prices as the database has them now.
 * @returns the order's id; of the first order when the same form came before
 * @throws ShopError empty_cart, unknown_product, sold_out, not_enough; nothing is reserved then
 */
export async function placeOrder(
  userId: string,
  lines: OrderLine[],
  shipping: Shipping,
  placing: Placing,
): Promise<string> {
  const before = await orderPlacedWith(placing.once, userId);
  if (before) return before;
  if (lines.length === 0) throw new ShopError("empty_cart", "购物车是空的");
  // Everyone takes the rows in one order, so that two orders never wait for each other in a ring.
  const sorted = [...lines].sort((a, b) => (a.productId < b.productId ? -1 : 1));
  try {
    return await transaction((tx) => insertOrder(tx, userId, sorted, shipping, placing));
  } catch (error) {
    // The same form again finds the stones gone, or the key taken: by its own first order.
    const placed = await orderPlacedWith(placing.once, userId);
    if (placed) return placed;
    throw error;
  }
}
