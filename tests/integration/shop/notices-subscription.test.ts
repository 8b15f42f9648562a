import { beforeEach, describe, expect, it, vi } from "vitest";
import { config } from "@/lib/config";
import { noteNoticeDelivery } from "@/lib/shop/notices/delivery";
import { sendOrderNotice } from "@/lib/shop/notices/send";
import type { SubscribeSentEvent } from "@/lib/wechat/robot/message-types";
import { freshWorld, makeUser, setStock } from "@/tests/support/world";
import {
  enqueued,
  later,
  messagesAtWechat,
  notice,
  notices,
  refused,
  someOrder,
  work,
} from "./notices-support";

/** Subscription notices: no number comes back, so a repetition would be a second one. */

let user: Awaited<ReturnType<typeof makeUser>>;
const templateId = "Sub7OrderPaid0Moonstone";
const fine = { errcode: 0, errmsg: "ok" };

const event = (
  list: Partial<SubscribeSentEvent["List"][number]>[] = [{}],
  openid = user.openid,
): SubscribeSentEvent => ({
  ToUserName: "gh_shop",
  FromUserName: openid,
  CreateTime: 1_700_000_000,
  MsgType: "event",
  Event: "subscribe_msg_sent_event",
  List: list.map((entry) => ({
    TemplateId: templateId,
    MsgID: "7000000000000000042",
    ErrorCode: 0,
    ErrorStatus: "success",
    ...entry,
  })),
  raw: {},
});
const states = async () => (await notices()).map(({ state }) => state);

beforeEach(async () => {
  await freshWorld();
  vi.restoreAllMocks();
  vi.spyOn(config(), "notices", "get").mockReturnValue({ api: "subscribe", templates: { paid: templateId } });
  user = await makeUser();
  await setStock("garnet", 100);
  await enqueued({ orderId: await someOrder(user.id), kind: "paid" });
});

describe("sending", () => {
  it("goes by bizsend, with the page that it opens", async () => {
    const sent = messagesAtWechat(fine);
    await work();
    expect(sent).toMatchObject([
      {
        path: "subscribe/bizsend",
        touser: user.openid,
        template_id: templateId,
        page: expect.stringMatching(/^http:\/\/localhost:3000\/orders\//),
        data: { thing2: { value: "玫瑰石榴石 × 2" } },
      },
    ]);
    expect(await notice()).toMatchObject({ state: "sent", msgId: null, api: "subscribe" });
  });

  it("to somebody who did not subscribe ends it", async () => {
    const sent = messagesAtWechat(refused(43101));
    await work();
    expect(await notice()).toMatchObject({ state: "failed", problem: expect.stringContaining("订阅") });
    expect(sent).toHaveLength(1);
  });

  it.each([["lost" as const], [refused(-1)]])("%j may have gone out: it is not repeated", async (answer) => {
    const sent = messagesAtWechat(answer, fine);
    expect(await work()).toBe(1);
    later(60 * 60);
    await work();
    expect(sent).toHaveLength(1);
    expect(await notice()).toMatchObject({ state: "sent", problem: expect.stringContaining("不再发送") });
    await noteNoticeDelivery(event());
    expect(await notice()).toMatchObject({ state: "delivered", problem: null });
  });

  it("that nobody knows the end of, as after a crash, is not repeated either", async () => {
    let answer: (said: object) => void = () => {};
    let arrive: () => void = () => {};
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const sent = messagesAtWechat(() => {
      arrive();
      return new Promise<object>((resolve) => {
        answer = resolve;
      });
    });
    const first = work();
    await arrived;
    later(61);
    await work();
    expect(sent).toHaveLength(1);
    expect(await notice()).toMatchObject({ state: "sent", problem: expect.stringContaining("不再发送") });
    answer(fine);
    await first;
    expect(await states()).toEqual(["sent"]);
  });

  it("goes out once, of two processes that take it at the same moment", async () => {
    const sent = messagesAtWechat(fine);
    const id = (await notice())?.id ?? 0;
    await Promise.all([sendOrderNotice(id), sendOrderNotice(id)]);
    expect(sent).toHaveLength(1);
    expect(await states()).toEqual(["sent"]);
  });

  it("that was refused for now is done again", async () => {
    const sent = messagesAtWechat(refused(45009), fine);
    await work();
    expect(await notice()).toMatchObject({ state: "waiting", sentAt: null });
    later(31);
    await work();
    expect(sent).toHaveLength(2);
    expect(await states()).toEqual(["sent"]);
  });
});

describe("a delivery", () => {
  it("is that of the oldest notice, and each event counts once", async () => {
    messagesAtWechat(fine);
    await enqueued({ orderId: await someOrder(user.id), kind: "paid" });
    await work();
    await noteNoticeDelivery(event([{ MsgID: "1" }]));
    await noteNoticeDelivery(event([{ MsgID: "1" }]));
    expect(await states()).toEqual(["delivered", "sent"]);
    await noteNoticeDelivery(event([{ MsgID: "2", ErrorCode: 5, ErrorStatus: "user block" }]));
    expect(await states()).toEqual(["delivered", "failed"]);
    expect((await notices())[1]).toMatchObject({ msgId: "2", problem: "买家拒收公众号的消息" });
  });

  it("of two at the same moment finds both, and the same one twice only one", async () => {
    messagesAtWechat(fine);
    for (let index = 0; index < 2; index += 1)
      await enqueued({ orderId: await someOrder(user.id), kind: "paid" });
    await work();
    const one = event([{ MsgID: "1" }]);
    await Promise.all([one, one, event([{ MsgID: "2" }])].map(noteNoticeDelivery));
    expect((await states()).sort()).toEqual(["delivered", "delivered", "sent"]);
  });

  it("that comes before our own answer is not lost, and not overwritten", async () => {
    messagesAtWechat(async () => {
      await noteNoticeDelivery(event());
      return fine;
    });
    await work();
    expect(await notice()).toMatchObject({ state: "delivered", msgId: "7000000000000000042" });
  });

  it("is none of one that has not been sent, nor of another template's or person's", async () => {
    await noteNoticeDelivery(event());
    expect(await states()).toEqual(["waiting"]);
    messagesAtWechat(fine);
    await work();
    await noteNoticeDelivery(event([{ TemplateId: "Another0Template" }]));
    await noteNoticeDelivery(event([{}], "o-somebody-else"));
    await noteNoticeDelivery(event([]));
    expect(await states()).toEqual(["sent"]);
  });

  it("with an error's number is no success, whatever its text says", async () => {
    messagesAtWechat(fine);
    await work();
    await noteNoticeDelivery(event([{ ErrorCode: 7, ErrorStatus: "success" }]));
    expect(await notice()).toMatchObject({ state: "failed", problem: expect.stringContaining("7") });
  });
});
