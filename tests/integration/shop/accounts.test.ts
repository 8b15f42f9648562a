import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/lib/db";
import { userOfWechat } from "@/lib/shop/accounts";
import { placeOrder } from "@/lib/shop/orders/place";
import { ordersOf } from "@/lib/shop/orders/queries";
import { freshWorld, shipping } from "@/tests/support/world";

const mp = { appid: "wx1111111111111111", openid: "oInWechat" };
const desktop = { appid: "wx2222222222222222", openid: "oOnDesktop" };

beforeEach(() => freshWorld());

describe("finding the user of a login", () => {
  it("makes one, then finds it by openid", async () => {
    const first = await userOfWechat(mp);
    const second = await userOfWechat(mp);
    expect(second.id).toBe(first.id);
    expect(await db().user.count()).toBe(1);
  });

  it("makes one user when one person's first ten logins come at once", async () => {
    const users = await Promise.all(Array.from({ length: 10 }, () => userOfWechat(mp)));
    expect(new Set(users.map(({ id }) => id)).size).toBe(1);
    expect(await db().user.count()).toBe(1);
    expect(await db().wechatIdentity.count()).toBe(1);
  });

  it("finds it by unionid under another app", async () => {
    const inWechat = await userOfWechat({ ...mp, unionid: "u1" });
    const onDesktop = await userOfWechat({ ...desktop, unionid: "u1" });
    expect(onDesktop.id).toBe(inWechat.id);
    expect(await db().wechatIdentity.count()).toBe(2);
  });

  it("does not take one openid for two people because the appid differs", async () => {
    const one = await userOfWechat(mp);
    const other = await userOfWechat({ ...desktop, openid: mp.openid });
    expect(other.id).not.toBe(one.id);
  });

  it("merges two users whom a unionid shows to be one person, orders and all", async () => {
    const inWechat = await userOfWechat(mp);
    const onDesktop = await userOfWechat({ ...desktop, unionid: "u1" });
    const id = await placeOrder(inWechat.id, [{ productId: "garnet", quantity: 1 }], shipping, {
      fromCart: false,
    });
    const merged = await userOfWechat({ ...mp, unionid: "u1" });
    expect(merged.id).toBe(onDesktop.id);
    expect((await ordersOf(merged.id)).orders.map((order) => order.id)).toEqual([id]);
    expect(await db().user.count()).toBe(1);
  });

  it("keeps emoji, and never finds a user by name", async () => {
    const one = await userOfWechat({ ...mp, nickname: "月🌙 \u{1F469}\u200D\u{1F680}" });
    const other = await userOfWechat({ ...desktop, nickname: one.nickname ?? undefined });
    expect(one.nickname).toBe("月🌙 \u{1F469}\u200D\u{1F680}");
    expect(other.id).not.toBe(one.id);
    expect((await userOfWechat(mp)).nickname).toBe(one.nickname);
  });
});
