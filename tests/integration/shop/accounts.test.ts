import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { setClockOffset } from "@/lib/clock";
import { db } from "@/lib/db";
import { userOfWechat } from "@/lib/shop/accounts";
import { placeOrder } from "@/lib/shop/orders/place";
import { ordersOf } from "@/lib/shop/orders/queries";
import { watchLog } from "@/tests/support/log";
import { freshWorld, shipping } from "@/tests/support/world";

const mp = { appid: "wx1111111111111111", openid: "oInWechat" };
const desktop = { appid: "wx2222222222222222", openid: "oOnDesktop" };
const phone = { appid: "wx3333333333333333", openid: "oInTheApp" };

beforeEach(() => freshWorld());
afterEach(() => vi.restoreAllMocks());

describe("finding the user of a login", () => {
  it("makes one, then finds it by openid", async () => {
    const first = await userOfWechat(mp);
    const second = await userOfWechat(mp);
    expect(second.id).toBe(first.id);
    expect(await db().user.count()).toBe(1);
  });

  it("notes when each openid was last used: the last one pays", async () => {
    await userOfWechat(mp);
    setClockOffset(60_000);
    await userOfWechat({ ...desktop, unionid: "u1" });
    setClockOffset(120_000);
    await userOfWechat(mp);
    const identities = await db().wechatIdentity.findMany({ orderBy: { lastLoginAt: "desc" } });
    expect(identities.map(({ openid }) => openid)).toEqual([mp.openid, desktop.openid]);
  });

  it("finds it by unionid under another app", async () => {
    const inWechat = await userOfWechat({ ...mp, unionid: "u1" });
    const onDesktop = await userOfWechat({ ...desktop, unionid: "u1" });
    expect(onDesktop.id).toBe(inWechat.id);
    expect(await db().wechatIdentity.count()).toBe(2);
  });

  it("links an openid whose unionid appears later", async () => {
    const inWechat = await userOfWechat(mp);
    await userOfWechat({ ...mp, unionid: "u1" });
    await userOfWechat(mp);
    expect((await userOfWechat({ ...desktop, unionid: "u1" })).id).toBe(inWechat.id);
    expect(await db().user.count()).toBe(1);
  });

  it("does not take one openid for two people because the appid differs", async () => {
    const one = await userOfWechat(mp);
    const other = await userOfWechat({ ...desktop, openid: mp.openid });
    expect(other.id).not.toBe(one.id);
  });

  it("never finds a user by name or picture", async () => {
    const profile = { nickname: "月", avatarUrl: "https://thirdwx.qlogo.cn/x" };
    const one = await userOfWechat({ ...mp, ...profile });
    const other = await userOfWechat({ ...desktop, ...profile });
    expect(other.id).not.toBe(one.id);
  });

  it("stores names as they are, but for what no database takes", async () => {
    const nickname = "月🌙 \u{1F469}\u200D\u{1F680}";
    const avatarUrl = "https://thirdwx.qlogo.cn/x";
    const { id } = await userOfWechat({ ...mp, nickname: `${nickname}\u0000\ud83d`, avatarUrl });
    expect(await db().user.findUnique({ where: { id } })).toMatchObject({ nickname, avatarUrl });
  });

  it("makes one user when one person's first ten logins come at once", async () => {
    const users = await Promise.all(Array.from({ length: 10 }, () => userOfWechat(mp)));
    expect(new Set(users.map(({ id }) => id)).size).toBe(1);
    expect(await db().user.count()).toBe(1);
    expect(await db().wechatIdentity.count()).toBe(1);
  });

  it("keeps the profile through logins that bring none, or one that cannot be shown", async () => {
    const profile = { nickname: "月", avatarUrl: "https://thirdwx.qlogo.cn/x" };
    await userOfWechat({ ...mp, ...profile });
    expect(await userOfWechat(mp)).toMatchObject(profile);
    expect(await userOfWechat({ ...mp, nickname: "\u0007", avatarUrl: "data:," })).toMatchObject(profile);
    expect(await userOfWechat({ ...mp, nickname: "光", avatarUrl: "" })).toMatchObject({ nickname: "光" });
  });
});

describe("two users whom a unionid shows to be one person", () => {
  it("become the older one, with the orders of both", async () => {
    const inWechat = await userOfWechat(mp);
    setClockOffset(60_000);
    const onDesktop = await userOfWechat({ ...desktop, unionid: "u1", nickname: "月" });
    const order = (userId: string) =>
      placeOrder(userId, [{ productId: "garnet", quantity: 1 }], shipping, { fromCart: false });
    const ids = [await order(inWechat.id), await order(onDesktop.id)];
    const merged = await userOfWechat({ ...mp, unionid: "u1" });
    expect(merged).toMatchObject({ id: inWechat.id, nickname: "月" });
    expect((await ordersOf(merged.id)).orders.map(({ id }) => id).sort()).toEqual(ids.sort());
    expect(await db().user.count()).toBe(1);
    expect((await userOfWechat(desktop)).id).toBe(inWechat.id);
  });

  it("are told of in the log and in the database, once", async () => {
    const log = watchLog();
    const inWechat = await userOfWechat(mp);
    setClockOffset(60_000);
    const onDesktop = await userOfWechat({ ...desktop, unionid: "u1" });
    expect(log.lines("user.merged")).toEqual([]);
    await userOfWechat({ ...mp, unionid: "u1" });
    await userOfWechat({ ...mp, unionid: "u1" });
    expect(log.lines("user.merged")).toMatchObject([{ fromId: onDesktop.id, intoId: inWechat.id }]);
    expect(log.text()).not.toContain('"u1"');
    expect(await db().userMerge.findMany()).toMatchObject([
      { fromId: onDesktop.id, intoId: inWechat.id, unionid: "u1", fromVersion: 0, intoVersion: 0 },
    ]);
  });

  it("are told of only when it is certain", async () => {
    await userOfWechat(mp);
    await userOfWechat({ ...desktop, unionid: "u1" });
    const { lines } = watchLog();
    const { $transaction } = db();
    // The merge is done, and then the database goes away before it can commit.
    vi.spyOn(db(), "$transaction").mockImplementation((work: unknown) =>
      $transaction.call(db(), async (tx: unknown) => {
        await (work as (tx: unknown) => Promise<unknown>)(tx);
        throw new Error("the connection was lost");
      }),
    );
    await expect(userOfWechat({ ...mp, unionid: "u1" })).rejects.toThrow("lost");
    vi.mocked(db().$transaction).mockRestore();
    expect(lines("user.merged")).toEqual([]);
    expect(await db().user.count()).toBe(2);
    expect(await db().userMerge.count()).toBe(0);
    await userOfWechat({ ...mp, unionid: "u1" });
    expect(await db().user.count()).toBe(1);
    expect(lines("user.merged")).toHaveLength(1);
  });

  it("are merged when there are three of them, too", async () => {
    // As an older version of this shop may have left them.
    for (const { appid, openid } of [mp, desktop, phone])
      await db().user.create({ data: { identities: { create: { appid, openid, unionid: "u1" } } } });
    const { id } = await userOfWechat({ ...phone, unionid: "u1" });
    expect(await db().user.findMany()).toMatchObject([{ id }]);
    expect(await db().wechatIdentity.count({ where: { userId: id } })).toBe(3);
  });
});

describe("unionids that contradict each other", () => {
  it("of two users never merge them", async () => {
    const one = await userOfWechat({ ...mp, unionid: "u1" });
    const other = await userOfWechat({ ...desktop, unionid: "u2" });
    expect(other.id).not.toBe(one.id);
    expect(await db().user.count()).toBe(2);
  });

  it("of one openid change nothing, however often it logs in, and the operator is told", async () => {
    const { lines } = watchLog();
    const one = await userOfWechat({ ...mp, unionid: "u1" });
    const stranger = await userOfWechat({ ...desktop, unionid: "u2" });
    for (let time = 0; time < 3; time += 1)
      expect((await userOfWechat({ ...mp, unionid: "u2" })).id).toBe(one.id);
    expect((await userOfWechat({ ...desktop, unionid: "u2" })).id).toBe(stranger.id);
    expect(await db().user.count()).toBe(2);
    const where = { appid_openid: mp };
    expect(await db().wechatIdentity.findUnique({ where })).toMatchObject({ unionid: "u1" });
    expect(lines("user.kept_apart")).toHaveLength(3);
    expect(lines("user.kept_apart")[0]).toMatchObject({ reason: "unionid_changed", appid: mp.appid });
  });

  it("of one user keep them from being merged with another", async () => {
    const one = await userOfWechat({ ...mp, unionid: "u1" });
    await userOfWechat({ ...phone, unionid: "u1" });
    const stranger = await userOfWechat({ ...desktop, unionid: "u2" });
    // The operator bound the service account to another open platform account, and forgot its old unionids.
    await db().wechatIdentity.updateMany({ where: { appid: mp.appid }, data: { unionid: null } });
    const { lines } = watchLog();
    for (let time = 0; time < 2; time += 1)
      expect((await userOfWechat({ ...mp, unionid: "u2" })).id).toBe(one.id);
    expect(lines("user.kept_apart")).toHaveLength(2);
    expect((await userOfWechat({ ...phone, unionid: "u1" })).id).toBe(one.id);
    expect((await userOfWechat({ ...desktop, unionid: "u2" })).id).toBe(stranger.id);
    expect(await db().user.count()).toBe(2);
  });

  it("that an operator made forget the old ones are learnt anew", async () => {
    const one = await userOfWechat({ ...mp, unionid: "old" });
    await db().wechatIdentity.updateMany({ where: { appid: mp.appid }, data: { unionid: null } });
    const { lines } = watchLog();
    await userOfWechat({ ...mp, unionid: "new" });
    expect((await userOfWechat({ ...desktop, unionid: "new" })).id).toBe(one.id);
    expect(lines("user.kept_apart")).toEqual([]);
  });
});
