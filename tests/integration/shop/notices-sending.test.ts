import { beforeEach, describe, expect, it, vi } from "vitest";
import { config } from "@/lib/config";
import { db, transaction } from "@/lib/db";
import { timeText } from "@/lib/shop/notices/templates";
import { enqueueCatalogueChange, runOutbox, sendDueNotices } from "@/lib/shop/outbox";
import { freshWorld, makeUser, setStock } from "@/tests/support/world";
import {
  enqueued,
  later,
  messagesAtWechat,
  notice,
  notices,
  ok,
  refused,
  someOrder,
  someRefund,
  work,
} from "./notices-support";

/** How what is to be told goes out, and what becomes of what WeChat does not take. */

let user: Awaited<ReturnType<typeof makeUser>>;
let orderId: string;
const hour = 60 * 60;
const outbox = () => db().outboxMessage.findFirstOrThrow({ where: { kind: "wechat.order_notice" } });

beforeEach(async () => {
  await freshWorld();
  vi.restoreAllMocks();
  user = await makeUser();
  await setStock("garnet", 100);
  orderId = await someOrder(user.id, "20260131ABC");
});

describe("a notice", () => {
  it("goes out once, says what happened, opens the order, and keeps WeChat's number whole", async () => {
    const sent = messagesAtWechat();
    await enqueued({ orderId, kind: "paid" });
    expect(await work()).toBe(1);
    expect(await work()).toBe(0);
    expect(sent).toEqual([
      {
        path: "template/send",
        touser: user.openid,
        template_id: config().notices.templates.paid,
        url: "http://localhost:3000/orders/20260131ABC",
        client_msg_id: expect.stringMatching(/^.{1,32}$/),
        data: {
          character_string1: { value: "20260131ABC" },
          thing2: { value: "玫瑰石榴石 × 2" },
          amount3: { value: "¥1234.56" },
          time4: { value: expect.stringMatching(/^\d{4}年\d{1,2}月\d{1,2}日 \d\d:\d\d$/) },
        },
      },
    ]);
    expect(await notice()).toMatchObject({ state: "sent", msgId: "7000000000000000001", problem: null });
    expect((await notice())?.sentAt).not.toBeNull();
  });

  it("waits for the rest of the outbox, and not the rest for it", async () => {
    const products: string[] = [];
    const doneBefore: string[][] = [];
    messagesAtWechat(async () => {
      doneBefore.push([...products]);
      return ok("1");
    });
    await enqueued({ orderId, kind: "paid" });
    later(1);
    await transaction((tx) => enqueueCatalogueChange(tx, ["garnet"]));
    expect(await runOutbox({}, products)).toBe(2);
    expect(doneBefore).toEqual([["garnet"]]);
  });

  it("says when that happened of which it tells, not when it goes out", async () => {
    const sent = messagesAtWechat();
    await someRefund(user.id, orderId, "refund1", 5);
    for (const kind of ["paid", "shipped", "refunded"] as const)
      await enqueued({ orderId, kind, subject: "refund1" });
    await work();
    const { paidAt, shippedAt } = await db().order.findUniqueOrThrow({ where: { id: orderId } });
    const { finishedAt } = await db().refund.findFirstOrThrow({ where: { orderId } });
    const times = [paidAt, shippedAt, finishedAt].map((at) => at && timeText(at));
    expect(sent.map(({ data }) => data.time4?.value)).toEqual(times);
    expect(new Set(times).size).toBe(3);
  });

  it("of a refund says what came back: of a part, of the rest, and of all", async () => {
    const sent = messagesAtWechat();
    await someRefund(user.id, orderId, "part", 3_456);
    const whole = await someOrder(user.id);
    await someRefund(user.id, whole, "whole", 123_456);
    await enqueued({ orderId, kind: "refunded", subject: "part" });
    await enqueued({ orderId: whole, kind: "refunded", subject: "whole" });
    await work();
    expect(sent.map(({ data }) => [data.amount2?.value, data.phrase3?.value])).toEqual([
      ["¥34.56", "部分退款"],
      ["¥1234.56", "已退款"],
    ]);
  });

  it("of a refund that is gone is not sent", async () => {
    const sent = messagesAtWechat();
    await enqueued({ orderId, kind: "refunded", subject: "nowhere" });
    await work();
    expect(sent).toEqual([]);
    expect(await notice()).toMatchObject({ state: "failed", problem: expect.stringContaining("退款") });
  });
});

describe("what WeChat refuses for good", () => {
  it.each([43004, 43101, 40003, 40037, 47003, 43019])("%i ends it at once, and says why", async (code) => {
    const sent = messagesAtWechat(refused(code));
    await enqueued({ orderId, kind: "paid" });
    expect(await work()).toBe(1);
    expect(await notice()).toMatchObject({ state: "failed", problem: expect.stringContaining(`${code}`) });
    expect((await notice())?.finishedAt).not.toBeNull();
    later(7 * hour);
    await work();
    expect(sent).toHaveLength(1);
  });
});

describe("what may pass", () => {
  it.each([[refused(45009)], [refused(-1)], ["lost" as const]])(
    "%j is tried again, with the same id",
    async (answer) => {
      const sent = messagesAtWechat(answer, { errcode: 0, errmsg: "ok", msgid: 77 });
      await enqueued({ orderId, kind: "paid" });
      expect(await work()).toBe(0);
      expect(await notice()).toMatchObject({ state: "waiting", problem: expect.any(String) });
      expect(await work()).toBe(0);
      later(31);
      expect(await work()).toBe(1);
      expect(await notice()).toMatchObject({ state: "sent", msgId: "77", problem: null });
      expect(sent).toHaveLength(2);
      expect(sent[0]?.client_msg_id).toBe(sent[1]?.client_msg_id);
    },
  );

  it("is given up in the end, and the operator reads why", async () => {
    const sent = messagesAtWechat(refused(45009));
    await enqueued({ orderId, kind: "paid" });
    await db().outboxMessage.updateMany({ data: { attempts: 11 } });
    await work();
    expect(await notice()).toMatchObject({ state: "failed", problem: expect.stringContaining("45009") });
    expect((await outbox()).failedAt).not.toBeNull();
    expect(sent).toHaveLength(1);
  });

  it("is no news after a day", async () => {
    const sent = messagesAtWechat(refused(45009));
    await enqueued({ orderId, kind: "paid" });
    await work();
    later(24 * hour + 1);
    expect(await work()).toBe(1);
    expect(sent).toHaveLength(1);
    expect(await notice()).toMatchObject({ state: "failed", problem: expect.stringContaining("一天") });
  });

  it("is still news shortly before that", async () => {
    const sent = messagesAtWechat();
    await enqueued({ orderId, kind: "paid" });
    later(24 * hour - 60);
    await work();
    expect(sent).toHaveLength(1);
  });
});

describe("the order of things", () => {
  it("is kept: what happened later waits for what happened before", async () => {
    const sent = messagesAtWechat(
      "lost",
      { errcode: 0, errmsg: "ok", msgid: 1 },
      { errcode: 0, errmsg: "ok", msgid: 2 },
    );
    await someRefund(user.id, orderId, "all", 123_456);
    await enqueued({ orderId, kind: "paid" });
    await work();
    await db().order.update({ where: { id: orderId }, data: { state: "refunded" } });
    await enqueued({ orderId, kind: "refunded", subject: "all" });
    await work();
    expect(sent).toHaveLength(1);
    later(40);
    await work();
    expect(sent.map(({ template_id }) => template_id)).toEqual([
      config().notices.templates.paid,
      config().notices.templates.paid,
      config().notices.templates.refunded,
    ]);
    expect((await notices()).map(({ state }) => state)).toEqual(["sent", "sent"]);
  });

  it("of another order keeps nobody waiting, nor does one that failed", async () => {
    const sent = messagesAtWechat(
      "lost",
      { errcode: 43004, errmsg: "no" },
      { errcode: 0, errmsg: "ok", msgid: 2 },
    );
    await enqueued({ orderId, kind: "paid" });
    const other = await someOrder(user.id);
    await enqueued({ orderId: other, kind: "paid" });
    await enqueued({ orderId: other, kind: "shipped" });
    await work();
    expect(sent).toHaveLength(3);
    expect((await notices()).map(({ state }) => state)).toEqual(["waiting", "failed", "sent"]);
  });
});

describe("settings that changed meanwhile", () => {
  it("no template any more: it is dropped quietly", async () => {
    const sent = messagesAtWechat();
    await enqueued({ orderId, kind: "paid" });
    vi.spyOn(config().notices, "templates", "get").mockReturnValue({});
    expect(await work()).toBe(1);
    expect([sent, await notices()]).toEqual([[], []]);
  });

  it("another template: the new one is used, and noted", async () => {
    const sent = messagesAtWechat();
    await enqueued({ orderId, kind: "paid" });
    vi.spyOn(config().notices, "templates", "get").mockReturnValue({ paid: "AnotherTemplate0" });
    await work();
    expect(sent[0]?.template_id).toBe("AnotherTemplate0");
    expect((await notice())?.templateId).toBe("AnotherTemplate0");
  });

  it("another account: its people are not these", async () => {
    const sent = messagesAtWechat();
    await enqueued({ orderId, kind: "paid" });
    await db().orderNotice.updateMany({ data: { appid: "wx0000000000000000" } });
    await work();
    expect([sent, await notices()]).toEqual([[], []]);
  });
});

it("those who send notices alone leave the rest of the outbox alone", async () => {
  const sent = messagesAtWechat();
  const at = new Date(0);
  await db().outboxMessage.create({
    data: { kind: "catalogue.changed", payload: '{"productIds":["opal"]}', nextAttemptAt: at, createdAt: at },
  });
  await enqueued({ orderId, kind: "paid" });
  expect(await sendDueNotices()).toBe(1);
  expect(sent).toHaveLength(1);
  expect(await db().outboxMessage.count({ where: { kind: "catalogue.changed", doneAt: null } })).toBe(1);
});

it("two processes that work at once send it once", async () => {
  const sent = messagesAtWechat();
  await enqueued({ orderId, kind: "paid" });
  await Promise.all([work(), sendDueNotices(), work()]);
  expect(sent).toHaveLength(1);
});
