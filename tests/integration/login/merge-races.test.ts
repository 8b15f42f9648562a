import { beforeEach, describe, expect, it, vi } from "vitest";
import { sealBearer } from "@/lib/bearer";
import { setClockOffset } from "@/lib/clock";
import { db, type Tx, transaction } from "@/lib/db";
import { paymentHandlers } from "@/lib/handlers/payment";
import { answerUserForm, noFields } from "@/lib/http/form";
import { sandboxAccounts } from "@/lib/sandbox/accounts";
import { openidOf } from "@/lib/sandbox/people";
import { userOfWechat } from "@/lib/shop/accounts";
import { ShopError } from "@/lib/shop/errors";
import { placeOrder } from "@/lib/shop/orders/place";
import { answerPaymentNotification } from "@/lib/shop/payments/notification";
import { prepareOrder } from "@/lib/shop/payments/prepare";
import { freshBrowser, sendHeaders } from "@/tests/support/cookies";
import { notificationOf } from "@/tests/support/notification";
import { freshWorld, setStock, shipping, stockOf } from "@/tests/support/world";

vi.mock("next/headers", () => import("@/tests/support/cookies"));

const desktop = { appid: "wx2222222222222222", openid: "oOnDesktop" };
const rounds = 5;
const garnet = [{ productId: "garnet", quantity: 1 }];

let old: { id: string };
let young: { id: string; sessionVersion: number };
/** As whom the younger user pays. */
const mp = { appid: sandboxAccounts.mp.appid, openid: openidOf(sandboxAccounts.mp.appid, "lin") };
const merge = () => userOfWechat({ ...desktop, unionid: "u1" });

/** An older user of the desktop, and a younger one inside WeChat whose session the browser has. */
async function twoUsers(): Promise<void> {
  await db().userMerge.deleteMany();
  await db().wechatIdentity.deleteMany();
  old = await userOfWechat(desktop);
  setClockOffset(60_000);
  young = await userOfWechat({ ...mp, unionid: "u1" });
  freshBrowser();
  sendHeaders({ authorization: `Bearer ${await sealBearer(young)}` });
}

const place = (userId: string) => placeOrder(userId, garnet, shipping, { fromCart: false });
const submit = (work: (user: { id: string }) => Promise<string>) =>
  answerUserForm(
    new Request("http://localhost:3000/x", { method: "POST" }),
    { fields: noFields, back: "/" },
    async (_, user) => work(user),
  );

beforeEach(async () => {
  await freshWorld();
  await setStock("garnet", 100);
  await twoUsers();
});

describe("logins at the same moment", () => {
  it("under two apps make one user of a new person", async () => {
    for (let round = 0; round < rounds; round += 1) {
      const unionid = `new${round}`;
      const apps = [1, 2, 3].map((number) => ({ appid: `wx${number}`, openid: `o${round}`, unionid }));
      const users = await Promise.all([...apps, ...apps].map((person) => userOfWechat(person)));
      expect(new Set(users.map(({ id }) => id)).size).toBe(1);
      expect(await db().wechatIdentity.count({ where: { unionid } })).toBe(3);
    }
    expect(await db().user.count()).toBe(2 + rounds);
  });

  it("merge two users once", async () => {
    await db().user.update({ where: { id: young.id }, data: { gems: 7 } });
    const logins = Array.from({ length: 10 }, (_, index) =>
      index % 2 === 0 ? merge() : userOfWechat({ ...mp, unionid: "u1" }),
    );
    for (const user of await Promise.all(logins)) expect([old.id, young.id]).toContain(user.id);
    expect(await db().user.findMany()).toMatchObject([{ id: old.id, gems: 7 }]);
    expect(await db().userMerge.count()).toBe(1);
  });

  it("merge three users whose unionid was never looked at, whoever comes first", async () => {
    const apps = [1, 2, 3].map((number) => ({ appid: `wx${number}`, openid: "o", unionid: "u3" }));
    for (const [index, { appid, openid, unionid }] of apps.entries()) {
      const identities = { create: { appid, openid, unionid } };
      await db().user.create({ data: { id: `user${index}`, createdAt: new Date(index), identities } });
    }
    await Promise.all([...apps, ...apps].map((person) => userOfWechat(person)));
    for (const person of apps) expect((await userOfWechat(person)).id).toBe("user0");
    expect(await db().userMerge.count({ where: { intoId: "user0" } })).toBe(2);
  });

  it("with and without the unionid do not disturb each other", async () => {
    const results = await Promise.all([merge(), userOfWechat(mp), userOfWechat(desktop), merge()]);
    expect(results).toHaveLength(4);
    expect(await db().user.count()).toBe(1);
  });
});

/** Does something as the younger user in a transaction that stays open until the merge has to wait for it. */
async function whileMerging(work: (tx: Tx) => Promise<void>): Promise<void> {
  let merging: Promise<unknown> = Promise.resolve();
  await transaction(async (tx) => {
    await work(tx);
    merging = merge();
    // SQLite has one transaction at a time: there the merge has not begun.
    if (!process.env.DATABASE_URL?.startsWith("file:")) await untilSomebodyWaits();
  });
  await merging;
}

async function untilSomebodyWaits(): Promise<void> {
  const waiting = () => db().$queryRaw<{ pid: number }[]>`
    SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  while ((await waiting()).length === 0);
}

describe("a cart that the merged user fills at that moment", () => {
  it("is the other's, and not lost with the user who goes", async () => {
    await whileMerging(async (tx) => {
      const items = { create: { productId: "garnet", quantity: 2 } };
      await tx.cart.create({ data: { userId: young.id, items } });
    });
    const items = await db().cartItem.findMany({ where: { cart: { userId: old.id } } });
    expect(items).toMatchObject([{ productId: "garnet", quantity: 2 }]);
  });
});

describe("an order that the merged user places at that moment", () => {
  it("is the other's when it commits while the merge waits", async () => {
    await whileMerging(async (tx) => {
      const at = new Date();
      const data = { id: "M1", userId: young.id, total: 1, ...shipping, placedAt: at, expiresAt: at };
      await tx.order.create({ data });
    });
    expect(await db().order.findMany()).toMatchObject([{ id: "M1", userId: old.id }]);
  });

  it("is placed as the other when the merge was first", async () => {
    let times = 0;
    const answer = await submit(async (user) => {
      times += 1;
      if (times === 1) await merge();
      return place(user.id);
    });
    expect(answer.status).toBe(303);
    expect(times).toBe(2);
    expect(await db().order.findMany()).toMatchObject([
      { id: answer.headers.get("location"), userId: old.id, state: "pending" },
    ]);
    expect(await stockOf("garnet")).toBe(99);
  });

  it("is there once, whoever wins", async () => {
    for (let round = 0; round < rounds; round += 1) {
      if (round > 0) await twoUsers();
      const stock = await stockOf("garnet");
      const [answer] = await Promise.all([submit((user) => place(user.id)), merge()]);
      expect(answer.status).toBe(303);
      const id = answer.headers.get("location") ?? "";
      expect(await db().order.findUnique({ where: { id } })).toMatchObject({ userId: old.id });
      expect(await stockOf("garnet")).toBe(stock - 1);
    }
    expect(await db().order.count()).toBe(rounds);
  });

  it("is shown again first when it was to be of the cart, which has more in it now", async () => {
    let times = 0;
    const answer = await submit(async () => {
      times += 1;
      await merge();
      throw new ShopError("empty_cart", "购物车刚刚变了，请再看一眼");
    });
    expect([answer.status, times]).toEqual([409, 1]);
  });

  it("fails as ever for who is still the same", async () => {
    let times = 0;
    const answer = await submit(async () => {
      times += 1;
      throw new ShopError("sold_out", "售罄");
    });
    expect([answer.status, times]).toEqual([409, 1]);
  });
});

describe("a payment of the merged user that is settled at that moment", () => {
  it("counts once, for who is left", async () => {
    let gems = 0;
    for (let round = 0; round < rounds; round += 1) {
      if (round > 0) await twoUsers();
      const id = await place(young.id);
      await prepareOrder({ userId: young.id, clientIp: "127.0.0.1" }, id, paymentHandlers);
      const body = await notificationOf(id);
      const deliver = () =>
        answerPaymentNotification(
          new Request("http://localhost:3000/wxpay/shop/callback", { method: "POST", body }),
          "shop",
          paymentHandlers,
        );
      const [first, second] = await Promise.all([deliver(), deliver(), merge()]);
      expect([first.status, second.status]).toEqual([200, 200]);
      const order = await db().order.findUniqueOrThrow({ where: { id }, include: { payments: true } });
      expect(order).toMatchObject({ userId: old.id, state: "paid" });
      expect(order.payments).toMatchObject([{ userId: old.id, state: "paid" }]);
      gems = Math.floor(order.total / 100);
      expect(await db().user.findUnique({ where: { id: old.id } })).toMatchObject({ gems });
    }
    expect(gems).toBeGreaterThan(0);
  });
});
