import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { config, orderNoticeKinds } from "@/lib/config";
import { db, transaction } from "@/lib/db";
import { advanceClock } from "@/lib/sandbox/clock";
import { enqueueOrderNotice, enqueueOrderNotices } from "@/lib/shop/notices/enqueue";
import { factsOf, noticeWithOrder } from "@/lib/shop/notices/facts";
import { noticesOf } from "@/lib/shop/notices/queries";
import { shipOrder } from "@/lib/shop/orders/ship";
import { refundAsOperator } from "@/lib/shop/refunds/operator";
import { preparedOrders } from "@/tests/support/paid-orders";
import { paidOrder, paidVip, payAtSandbox } from "@/tests/support/refunds";
import { freshWorld, makeUser, setStock } from "@/tests/support/world";
import { enqueued, later, messagesAtWechat, notices, someOrder, someRefund, work } from "./notices-support";

/** What is written down to be told, in the transaction in which it happens. */

let user: Awaited<ReturnType<typeof makeUser>>;
const parcel = { carrier: "顺丰速运", trackingNo: "SF1234567890" };
const waiting = () => db().outboxMessage.findMany({ where: { kind: "wechat.order_notice" } });
const kinds = async () => (await notices()).map(({ kind, subject }) => `${kind} ${subject}`.trim());

afterEach(() => vi.restoreAllMocks());
beforeEach(async () => {
  await freshWorld();
  user = await makeUser();
  await setStock("garnet", 100);
});

describe("a buyer is told", () => {
  it("of the payment, the parcel and every refund, each once", async () => {
    messagesAtWechat();
    const orderId = await paidOrder(user.id);
    expect(await kinds()).toEqual(["paid"]);
    expect((await notices())[0]).toMatchObject({
      orderId,
      appid: user.appid,
      openid: user.openid,
      templateId: config().notices.templates.paid,
      api: "template",
      state: "waiting",
      sentAt: null,
    });
    await shipOrder(orderId, parcel);
    const first = await refundAsOperator("op", orderId, { what: { amount: 100 }, reason: "补差价" });
    const second = await refundAsOperator("op", orderId, { what: { amount: 200 }, reason: "补差价" });
    await advanceClock(120);
    const told = await kinds();
    expect(told.slice(0, 2)).toEqual(["paid", "shipped"]);
    expect(told.slice(2).sort()).toEqual([`refunded ${first}`, `refunded ${second}`].sort());
    expect(await waiting()).toHaveLength(4);
  });

  it("of a payment whose notification comes again only once", async () => {
    const [id = ""] = await preparedOrders(1, user.id);
    await payAtSandbox(id);
    await enqueued({ orderId: id, kind: "paid" });
    expect(await kinds()).toEqual(["paid"]);
    expect(await waiting()).toHaveLength(1);
  });

  it("when the transaction is committed, and not when it is undone", async () => {
    const orderId = await someOrder(user.id);
    const undone = transaction(async (tx) => {
      await enqueueOrderNotice(tx, { orderId, kind: "shipped" });
      throw new Error("undone");
    });
    await expect(undone).rejects.toThrow("undone");
    expect([await notices(), await waiting()]).toEqual([[], []]);
  });

  it("of a parcel that was refused as little as of one that never left", async () => {
    const orderId = await someOrder(user.id);
    await expect(shipOrder(orderId, parcel)).rejects.toMatchObject({ code: "order_state" });
    expect(await kinds()).toEqual([]);
  });
});

it("every kind that is left to be told goes out, and the operator sees each", async () => {
  const sent = messagesAtWechat();
  const orderId = await someOrder(user.id);
  await someRefund(user.id, orderId, "refund1", 5);
  for (const kind of orderNoticeKinds) await enqueued({ orderId, kind, subject: "refund1" });
  await work();
  const { templates } = config().notices;
  expect(sent.map(({ template_id }) => template_id)).toEqual(orderNoticeKinds.map((kind) => templates[kind]));
  expect((await noticesOf({ orderId })).map(({ kind }) => kind).reverse()).toEqual(orderNoticeKinds);
});

describe("a refund's message may speak of", () => {
  const itemsOf = async (orderId: string, subject: string) => {
    await enqueued({ orderId, kind: "refunded", subject });
    const id = (await notices()).find((row) => row.subject === subject)?.id ?? 0;
    const found = await noticeWithOrder(id);
    return found && factsOf(found, "refunded")?.items.map(({ name, quantity }) => `${quantity} ${name}`);
  };

  it("the stones that came back, not those that stay", async () => {
    const orderId = await someOrder(user.id);
    await someRefund(user.id, orderId, "refund1", 5);
    const item = { outRefundNo: "refund1", productId: "garnet", quantity: 1 };
    await db().refundItem.create({ data: item });
    expect(await itemsOf(orderId, "refund1")).toEqual(["1 玫瑰石榴石"]);
  });

  it("the whole order's, where money alone came back", async () => {
    const orderId = await someOrder(user.id);
    await someRefund(user.id, orderId, "refund1", 5);
    expect(await itemsOf(orderId, "refund1")).toEqual(["2 玫瑰石榴石"]);
  });
});

describe("nothing is left to be told", () => {
  it("of a kind without a template", async () => {
    const given = vi.spyOn(config().notices, "templates", "get");
    given.mockReturnValue({ shipped: "Tpl7OrderShipped0Moonstone" });
    const orderId = await someOrder(user.id);
    await enqueued({ orderId, kind: "paid" });
    await enqueued({ orderId, kind: "shipped" });
    expect(await kinds()).toEqual(["shipped"]);
    given.mockRestore();
  });

  it("and no statement made, while there is no template at all", async () => {
    const templates = vi.spyOn(config().notices, "templates", "get").mockReturnValue({});
    await transaction(async (tx) => {
      const asked = vi.spyOn(tx, "$queryRaw");
      await enqueueOrderNotices(tx, [{ orderId: "x", kind: "paid" }]);
      expect(asked).not.toHaveBeenCalled();
    });
    templates.mockRestore();
  });

  it("to a buyer whom the official account does not know", async () => {
    const stranger = await db().user.create({
      data: { identities: { create: { appid: "wxa94e06d2c8b7135f", openid: "o-of-a-desktop" } } },
    });
    await enqueued({ orderId: await someOrder(stranger.id), kind: "paid" });
    expect(await notices()).toEqual([]);
  });

  it("of a membership, which is no order", async () => {
    await paidVip(user.id);
    expect(await notices()).toEqual([]);
  });

  it("of an order that is not there", async () => {
    await enqueued({ orderId: "nowhere", kind: "paid" });
    expect([await notices(), await waiting()]).toEqual([[], []]);
  });
});

describe("many at once", () => {
  it("are two statements, and one for each of them", async () => {
    const other = await makeUser("chen");
    const orders = [await someOrder(user.id), await someOrder(other.id), await someOrder(user.id)];
    await someRefund(user.id, orders[0] ?? "", "refund1", 5);
    await transaction(async (tx) => {
      const asked = vi.spyOn(tx, "$queryRaw");
      const made = vi.spyOn(tx.outboxMessage, "createMany");
      await enqueueOrderNotices(tx, [
        ...orders.map((orderId) => ({ orderId, kind: "paid" as const })),
        { orderId: orders[0] ?? "", kind: "refunded", subject: "refund1" },
      ]);
      expect(asked).toHaveBeenCalledOnce();
      expect(made).toHaveBeenCalledOnce();
    });
    const rows = await notices();
    expect(rows).toHaveLength(4);
    expect(new Set(rows.filter(({ orderId }) => orderId === orders[1]).map(({ openid }) => openid))).toEqual(
      new Set([other.openid]),
    );
    expect((await waiting()).map(({ payload }) => JSON.parse(payload).noticeId).sort()).toEqual(
      rows.map(({ id }) => id).sort(),
    );
  });

  it("are all sent in one round, however many", async () => {
    const sent = messagesAtWechat();
    for (let index = 0; index < 45; index += 1)
      await enqueued({ orderId: await someOrder(user.id), kind: "paid" });
    later(1);
    expect(await work()).toBe(45);
    expect(new Set(sent.map(({ client_msg_id }) => client_msg_id)).size).toBe(45);
  });
});
