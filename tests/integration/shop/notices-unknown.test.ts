import { beforeEach, describe, expect, it, vi } from "vitest";
import { config } from "@/lib/config";
import { db } from "@/lib/db";
import { answerHost } from "@/lib/sandbox/hosts";
import { freshWorld, interceptWechat, makeUser, setStock } from "@/tests/support/world";
import { enqueued, later, messagesAtWechat, notice, ok, refused, someOrder, work } from "./notices-support";

/** Messages of which nobody knows whether they went out: WeChat tells repetitions for ten minutes only. */

const minute = 60;
const path = "/cgi-bin/message/template/send";
const linesOfLin = async () =>
  (await db().sandboxChatLine.findMany({ where: { personId: "lin", clientMsgId: { not: null } } })).length;

/** There was no connection: nothing can have gone out. */
const away = async (): Promise<object> => {
  throw new TypeError("fetch failed", { cause: { code: "ECONNREFUSED", syscall: "connect" } });
};

beforeEach(async () => {
  await freshWorld();
  vi.restoreAllMocks();
  const user = await makeUser();
  await setStock("garnet", 100);
  await enqueued({ orderId: await someOrder(user.id), kind: "paid" });
});

describe("a template message whose answer was lost", () => {
  it("is not sent again after WeChat has forgotten it, though all the attempts between were lost too", async () => {
    let state: "reached" | "down" | "up" = "reached";
    interceptWechat(async (request) => {
      if (new URL(request.url).pathname !== `/sandbox/api.weixin.qq.com${path}`) return null;
      if (state === "up") return null;
      if (state === "reached") await answerHost("api.weixin.qq.com", path, request);
      state = "down";
      throw new TypeError("fetch failed");
    });
    await work();
    expect(await linesOfLin()).toBe(1);
    for (const seconds of [31, 61, 121, 241]) {
      later(seconds);
      await work();
    }
    state = "up";
    later(481);
    expect(await work()).toBe(1);
    expect(await linesOfLin()).toBe(1);
    expect(await notice()).toMatchObject({ state: "sent", problem: expect.stringContaining("不再发送") });
  });

  it.each([
    [8 * minute, 2],
    [9 * minute + 1, 1],
  ])("is sent again within nine minutes of the first attempt: after %i s", async (seconds, times) => {
    const sent = messagesAtWechat("lost", ok("77"));
    await work();
    later(seconds);
    expect(await work()).toBe(1);
    expect(sent).toHaveLength(times);
    expect(await notice()).toMatchObject({ state: "sent", msgId: times === 2 ? "77" : null });
  });

  it("keeps the time of that attempt when WeChat refuses the next ones", async () => {
    const sent = messagesAtWechat("lost", refused(45009), refused(45009), ok("77"));
    await work();
    const first = (await notice())?.sentAt;
    for (const seconds of [31, 61]) {
      later(seconds);
      await work();
    }
    expect((await notice())?.sentAt).toEqual(first);
    later(9 * minute);
    await work();
    expect(sent).toHaveLength(3);
  });

  it("is not sent as a subscription notice either, which has no number to tell it by", async () => {
    const sent = messagesAtWechat("lost", ok("77"));
    await work();
    const templates = { paid: "Sub7OrderPaid0Moonstone" };
    vi.spyOn(config(), "notices", "get").mockReturnValue({ api: "subscribe", templates });
    later(31);
    expect(await work()).toBe(1);
    expect(sent).toHaveLength(1);
  });
});

describe("a message that certainly stayed here", () => {
  it.each([
    ["there was no connection", away],
    ["WeChat refused it", refused(45009)],
  ])("goes out whenever it can, since %s", async (_, answer) => {
    const sent = messagesAtWechat(answer, ok("77"));
    await work();
    expect(await notice()).toMatchObject({ state: "waiting", sentAt: null, problem: expect.any(String) });
    later(60 * minute);
    expect(await work()).toBe(1);
    expect(sent).toHaveLength(2);
    expect(await notice()).toMatchObject({ state: "sent", msgId: "77", problem: null });
  });

  it.each(["template", "subscribe"] as const)("for want of a token, as a %s message", async (api) => {
    const templates = { paid: "Sub7OrderPaid0Moonstone" };
    vi.spyOn(config(), "notices", "get").mockReturnValue({ api, templates });
    interceptWechat(async (request) => {
      if (/token/.test(new URL(request.url).pathname)) throw new TypeError("fetch failed");
      return null;
    });
    await work();
    expect(await notice()).toMatchObject({ state: "waiting", sentAt: null, problem: "没有连上微信" });
    const sent = messagesAtWechat(ok("77"));
    later(60 * minute);
    expect(await work()).toBe(1);
    expect(sent).toHaveLength(1);
  });
});
