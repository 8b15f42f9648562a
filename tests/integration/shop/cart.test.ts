import { beforeEach, describe, expect, it, vi } from "vitest";
import { db } from "@/lib/db";
import { loginHandlers } from "@/lib/handlers/login";
import { currentUser, startSession } from "@/lib/session";
import { addToCart, cartCount, readCart, removeFromCart, setCartQuantity } from "@/lib/shop/cart";
import { checkoutView, orderLines } from "@/lib/shop/checkout";
import { placeOrder } from "@/lib/shop/orders/place";
import { freshBrowser, keepBrowser } from "@/tests/support/cookies";
import { freshWorld, makeUser, setStock, shipping, stockOf } from "@/tests/support/world";

vi.mock("next/headers", () => import("@/tests/support/cookies"));

beforeEach(async () => {
  await freshWorld();
  freshBrowser();
});

describe("a visitor's cart", () => {
  it("adds up what is put into it, priced from the database", async () => {
    await addToCart("garnet", 1);
    await addToCart("garnet", 2);
    await addToCart("citrine", 1);
    const cart = await readCart();
    expect(cart.items.map(({ product, quantity }) => [product.id, quantity])).toEqual([
      ["garnet", 3],
      ["citrine", 1],
    ]);
    expect(cart.total).toBe(
      cart.items.reduce((sum, { product, quantity }) => sum + product.price * quantity, 0),
    );
    expect(cart).toMatchObject({ count: 4, canCheckOut: true });
    await db().product.update({ where: { id: "citrine" }, data: { price: 100 } });
    expect((await readCart()).items[1]?.sum).toBe(100);
  });

  it("does not take more than there is, and keeps what it has", async () => {
    await setStock("garnet", 3);
    await addToCart("garnet", 2);
    await expect(addToCart("garnet", 2)).rejects.toMatchObject({ code: "not_enough" });
    await expect(setCartQuantity("garnet", 4)).rejects.toMatchObject({ code: "not_enough" });
    await expect(setCartQuantity("citrine", 1)).rejects.toMatchObject({ code: "unknown_product" });
    expect(await cartCount(await currentUser())).toBe(2);
  });

  it("says what has been sold out meanwhile, and cannot be checked out until that is gone", async () => {
    await addToCart("garnet", 2);
    await addToCart("citrine", 1);
    await setStock("garnet", 0);
    const cart = await readCart();
    expect(cart.items.map(({ problem }) => problem)).toEqual(["sold_out", null]);
    expect(cart.canCheckOut).toBe(false);
    expect(cart.total).toBe(cart.items[1]?.sum);
    await removeFromCart("garnet");
    expect((await readCart()).canCheckOut).toBe(true);
  });

  it("is nobody else's", async () => {
    await addToCart("garnet", 2);
    const mine = keepBrowser();
    freshBrowser();
    expect((await readCart()).items).toEqual([]);
    await removeFromCart("garnet");
    mine();
    expect(await cartCount(await currentUser())).toBe(2);
  });
});

describe("logging in with a cart", () => {
  it("pours the visitor's cart into the user's", async () => {
    const user = await makeUser();
    await startSession(user);
    await addToCart("garnet", 1);
    freshBrowser();
    await addToCart("garnet", 2);
    await addToCart("citrine", 1);
    await loginHandlers.onLogin("mp", "snsapi_base", { openid: user.openid }, "/");
    expect((await readCart()).items.map(({ product, quantity }) => [product.id, quantity])).toEqual([
      ["garnet", 3],
      ["citrine", 1],
    ]);
    expect(await db().cart.count()).toBe(1);
  });
});

describe("checking out", () => {
  it("orders the cart and empties it of just that", async () => {
    const user = await makeUser();
    await startSession(user);
    await addToCart("garnet", 2);
    const { lines, fromCart } = await orderLines({});
    await addToCart("citrine", 1);
    await placeOrder(user.id, lines, shipping, { fromCart });
    expect((await readCart()).items.map(({ product }) => product.id)).toEqual(["citrine"]);
  });

  it("of one product leaves the cart alone", async () => {
    const user = await makeUser();
    await startSession(user);
    await addToCart("garnet", 2);
    const { lines, fromCart } = await orderLines({ product: "citrine", quantity: "2" });
    expect(lines).toEqual([{ productId: "citrine", quantity: 2 }]);
    await placeOrder(user.id, lines, shipping, { fromCart });
    expect(await cartCount(await currentUser())).toBe(2);
  });

  it("remembers the last address, and says what is wrong before anybody orders", async () => {
    const user = await makeUser();
    await startSession(user);
    expect(await checkoutView(user.id, {})).toMatchObject({ problem: "购物车是空的", lastAddress: null });
    await placeOrder(user.id, [{ productId: "garnet", quantity: 1 }], shipping, { fromCart: false });
    const { note: _, ...address } = shipping;
    expect(await checkoutView(user.id, { product: "opal" })).toMatchObject({ lastAddress: address });
    expect((await checkoutView(user.id, { product: "opal" })).problem).toContain("售罄");
    expect((await checkoutView(user.id, { product: "nothing" })).problem).toContain("没有找到");
    expect((await checkoutView(user.id, { product: "garnet", quantity: "0" })).problem).toContain("数量");
    await expect(orderLines({ product: "garnet", quantity: "-1" })).rejects.toMatchObject({
      code: "invalid",
    });
    expect(await stockOf("garnet")).toBeGreaterThan(0);
  });
});
