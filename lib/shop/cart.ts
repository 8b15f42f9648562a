import { now } from "../clock";
import { db, isDuplicate, isOrphan, type Tx, transaction } from "../db";
import { currentUser, readSession, writeSession } from "../session";
import { nonceStr } from "../wechat/sign";
import { type ProductCard, toCard } from "./catalogue";
import { ShopError } from "./errors";
import { isId } from "./ids";
import { maxQuantity } from "./quantity";

export type CartLine = {
  product: ProductCard;
  quantity: number;
  /** Fen. */
  sum: number;
  problem: "sold_out" | "not_enough" | null;
};
export type CartView = { items: CartLine[]; count: number; total: number; canCheckOut: boolean };

const emptyCart: CartView = { items: [], count: 0, total: 0, canCheckOut: false };

/** Whose cart a request is about: the user's, or the visitor's whose session names it. */
async function cartOwner(user: { id: string } | null) {
  if (user) return { userId: user.id };
  const { cartId } = await readSession();
  return cartId ? { id: cartId, userId: null } : null;
}

function problemOf(stock: number, quantity: number): CartLine["problem"] {
  if (stock <= 0) return "sold_out";
  return stock < quantity ? "not_enough" : null;
}

/** The cart of whoever asks, priced from the database. Sums are in fen and leave out what is sold out. */
export async function readCart(): Promise<CartView> {
  const owner = await cartOwner(await currentUser());
  if (!owner) return emptyCart;
  const rows = await db().cartItem.findMany({
    where: { cart: owner },
    include: { product: true },
    orderBy: [{ addedAt: "asc" }, { productId: "asc" }],
  });
  const items = rows.map(({ product, quantity }): CartLine => {
    const problem = problemOf(product.stock, quantity);
    return { product: toCard(product), quantity, sum: product.price * quantity, problem };
  });
  const total = items.reduce((sum, line) => sum + (line.problem === "sold_out" ? 0 : line.sum), 0);
  const canCheckOut = items.length > 0 && items.every((line) => line.problem === null);
  return { items, count: items.reduce((sum, line) => sum + line.quantity, 0), total, canCheckOut };
}

/** How many pieces the cart holds: for the mark on the tab bar. */
export async function cartCount(user: { id: string } | null): Promise<number> {
  const owner = await cartOwner(user);
  if (!owner) return 0;
  const { _sum } = await db().cartItem.aggregate({ where: { cart: owner }, _sum: { quantity: true } });
  return _sum.quantity ?? 0;
}

async function ensureCart(): Promise<string> {
  const user = await currentUser();
  if (user) return userCart(user.id);
  const session = await readSession();
  const known =
    session.cartId && (await db().cart.findFirst({ where: { id: session.cartId, userId: null } }));
  if (known) return known.id;
  const { id } = await db().cart.create({ data: { id: nonceStr() } });
  await writeSession({ ...session, cartId: id });
  return id;
}

async function userCart(userId: string): Promise<string> {
  try {
    return (await db().cart.upsert({ where: { userId }, create: { userId }, update: {} })).id;
  } catch (error) {
    // Two first requests at once: the other one made it.
    if (!isDuplicate(error)) throw error;
    return (await db().cart.findUniqueOrThrow({ where: { userId } })).id;
  }
}

async function sellable(productId: string) {
  const product = isId(productId) ? await db().product.findUnique({ where: { id: productId } }) : null;
  if (!product) throw new ShopError("unknown_product", "没有找到这件宝石，它可能已经下架");
  if (product.stock <= 0) throw new ShopError("sold_out", `${product.name}已售罄`);
  return product;
}

function checkStock(product: { name: string; stock: number }, quantity: number): void {
  if (quantity > maxQuantity) throw new ShopError("invalid", `每件宝石一次最多买 ${maxQuantity} 件`);
  if (quantity <= product.stock) return;
  throw new ShopError("not_enough", `${product.name}只剩 ${product.stock} 件，请减少数量`);
}

/**
 * Puts `quantity` more of a product into the cart.
 * @throws ShopError unknown_product, sold_out, not_enough, invalid
 */
export async function addToCart(productId: string, quantity: number): Promise<void> {
  const product = await sellable(productId);
  checkStock(product, quantity);
  const key = { cartId: await ensureCart(), productId };
  await transaction(async (tx) => {
    const item = await tx.cartItem.upsert({
      where: { cartId_productId: key },
      create: { ...key, quantity },
      update: { quantity: { increment: quantity } },
    });
    checkStock(product, item.quantity);
    await tx.cart.update({ where: { id: key.cartId }, data: { updatedAt: now() } });
  });
}

/**
 * Sets how many of a product the cart holds.
 * @throws ShopError unknown_product when the cart does not hold it, sold_out, not_enough, invalid
 */
export async function setCartQuantity(productId: string, quantity: number): Promise<void> {
  const product = await sellable(productId);
  checkStock(product, quantity);
  const owner = await cartOwner(await currentUser());
  const where = { productId, cart: owner ?? { id: "" } };
  const { count } = await db().cartItem.updateMany({ where, data: { quantity } });
  if (count === 0) throw new ShopError("unknown_product", "购物车里没有这件宝石");
}

/** Takes a product out of the cart; one that is not there is no error. */
export async function removeFromCart(productId: string): Promise<void> {
  const owner = await cartOwner(await currentUser());
  if (owner && isId(productId)) await db().cartItem.deleteMany({ where: { productId, cart: owner } });
}

/** Moves what one cart holds into another, and deletes the first. */
export async function pourCart(tx: Tx, fromId: string, intoId: string): Promise<void> {
  // WeChat may bring a login twice at once: whoever comes second finds the cart gone, and pours nothing.
  const { count } = await tx.cart.updateMany({ where: { id: fromId }, data: { updatedAt: now() } });
  if (count === 0) return;
  for (const { productId, quantity } of await tx.cartItem.findMany({ where: { cartId: fromId } })) {
    const key = { cartId: intoId, productId };
    const held = await tx.cartItem.findUnique({ where: { cartId_productId: key } });
    const sum = Math.min((held?.quantity ?? 0) + quantity, maxQuantity);
    await tx.cartItem.upsert({
      where: { cartId_productId: key },
      create: { ...key, quantity: sum },
      update: { quantity: sum },
    });
  }
  await tx.cart.deleteMany({ where: { id: fromId } });
}

/** Gives a user the cart that the visitor had filled before logging in. */
export async function adoptCart(visitorCartId: string, userId: string): Promise<void> {
  const visitorCart = await db().cart.findFirst({ where: { id: visitorCartId, userId: null } });
  if (!visitorCart) return;
  try {
    const intoId = await userCart(userId);
    await transaction((tx) => pourCart(tx, visitorCart.id, intoId));
  } catch (error) {
    if (!isOrphan(error)) throw error;
    // Another login has just shown that the user is somebody else.
    const merge = await db().userMerge.findUnique({ where: { fromId: userId } });
    if (!merge) throw error;
    await adoptCart(visitorCartId, merge.intoId);
  }
}

const forgottenMs = 30 * 24 * 60 * 60_000;

/** Deletes visitors' carts that no session can name any more. */
export async function sweepCarts(): Promise<void> {
  const updatedAt = { lt: new Date(now().getTime() - forgottenMs) };
  await db().cart.deleteMany({ where: { userId: null, updatedAt } });
}
