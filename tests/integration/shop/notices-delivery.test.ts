import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/lib/db";
import { noteTemplateDelivery } from "@/lib/shop/notices/delivery";
import type { TemplateSendEvent } from "@/lib/wechat/robot/message-types";
import { freshWorld, makeUser, setStock } from "@/tests/support/world";
import { enqueued, later, messagesAtWechat, notice, notices, ok, someOrder, work } from "./notices-support";

/** Whether template messages arrived, as WeChat's events tell. */

let user: Awaited<ReturnType<typeof makeUser>>;
const number = "7000000000000000042";

const event = (changes: Partial<TemplateSendEvent> = {}): TemplateSendEvent => ({
  ToUserName: "gh_shop",
  FromUserName: user.openid,
  CreateTime: 1_700_000_000,
  MsgType: "event",
  Event: "TEMPLATESENDJOBFINISH",
  MsgID: number,
  Status: "success",
  raw: {},
  ...changes,
});
const parked = () => db().keyValue.count({ where: { key: { startsWith: "notice:delivered:" } } });

beforeEach(async () => {
  await freshWorld();
  user = await makeUser();
  await setStock("garnet", 100);
  await enqueued({ orderId: await someOrder(user.id), kind: "paid" });
});

describe("a delivery", () => {
  beforeEach(async () => {
    messagesAtWechat(ok(number));
    await work();
  });

  it("is noted", async () => {
    await noteTemplateDelivery(event());
    expect(await notice()).toMatchObject({ state: "delivered", problem: null, msgId: number });
    expect((await notice())?.finishedAt).not.toBeNull();
  });

  it.each([
    ["failed:user block", "买家拒收公众号的消息"],
    ["failed: system failed", "微信没有送到（系统原因）"],
  ])("that failed by %s says why", async (Status, problem) => {
    await noteTemplateDelivery(event({ Status }));
    expect(await notice()).toMatchObject({ state: "failed", problem });
  });

  it("counts by its first word: what comes again changes nothing", async () => {
    await noteTemplateDelivery(event({ Status: "failed:user block" }));
    const before = await notice();
    later(60);
    await noteTemplateDelivery(event());
    await noteTemplateDelivery(event({ Status: "failed: system failed" }));
    expect(await notice()).toEqual(before);
  });

  it.each([
    ["another number", { MsgID: "7000000000000000043" }],
    ["no number", { MsgID: "" }],
    ["a number that is none", { MsgID: "7 OR 1=1" }],
    ["another person", { FromUserName: "o-somebody-else" }],
  ])("of %s does nothing, and leaves nothing behind", async (_, changes) => {
    await noteTemplateDelivery(event(changes));
    expect(await notice()).toMatchObject({ state: "sent", finishedAt: null });
    expect(await parked()).toBe(0);
  });

  it("is done once by two at a time", async () => {
    await Promise.all([
      noteTemplateDelivery(event()),
      noteTemplateDelivery(event({ Status: "failed:user block" })),
    ]);
    expect(["delivered", "failed"]).toContain((await notice())?.state);
    expect(await parked()).toBe(0);
  });
});

describe("a delivery that is told before its number is written down", () => {
  it.each([
    ["success", "delivered"],
    ["failed:user block", "failed"],
  ])("%s is not lost: %s", async (Status, state) => {
    messagesAtWechat(async () => {
      await noteTemplateDelivery(event({ Status }));
      return ok(number);
    });
    await work();
    expect(await notice()).toMatchObject({ state, msgId: number });
    expect(await parked()).toBe(0);
  });

  it.each(["9".repeat(21), "7 OR 1=1", ""])(
    "of %j, which is no number, leaves nothing behind",
    async (MsgID) => {
      const left: number[] = [];
      messagesAtWechat(async () => {
        await noteTemplateDelivery(event({ MsgID }));
        left.push(await parked());
        return ok(number);
      });
      await work();
      expect(left).toEqual([0]);
      expect(await notice()).toMatchObject({ state: "sent" });
    },
  );

  it("is none of a message that has not been sent yet", async () => {
    await noteTemplateDelivery(event());
    expect(await parked()).toBe(0);
    expect(await notice()).toMatchObject({ state: "waiting" });
  });

  it("of another program's message, while ours is on its way, leaves ours alone and lapses", async () => {
    messagesAtWechat(async () => {
      await noteTemplateDelivery(event({ MsgID: "1" }));
      return ok(number);
    });
    await work();
    expect(await notice()).toMatchObject({ state: "sent", msgId: number });
    expect(await parked()).toBe(1);
    later(2 * 60 * 60);
    const { sweepStore } = await import("@/lib/store");
    await sweepStore();
    expect(await parked()).toBe(0);
  });
});

it("of two messages each has its own outcome", async () => {
  messagesAtWechat(ok("11"), ok("12"));
  await enqueued({ orderId: await someOrder(user.id), kind: "paid" });
  await work();
  await noteTemplateDelivery(event({ MsgID: "12" }));
  await noteTemplateDelivery(event({ MsgID: "11", Status: "failed:user block" }));
  expect((await notices()).map(({ state }) => state)).toEqual(["failed", "delivered"]);
});
