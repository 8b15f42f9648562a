import { beforeEach, describe, expect, it } from "vitest";
import { MemoryInbox, MemorySessions } from "@/lib/wechat/robot/memory";
import { createMessageServer } from "@/lib/wechat/robot/message-server";
import { reply } from "@/lib/wechat/robot/reply";
import type { Reply } from "@/lib/wechat/robot/reply-types";
import { createRobot } from "@/lib/wechat/robot/robot";
import type { MessageServerEvent } from "@/lib/wechat/robot/types";
import { account, FakeWechat, fakeTimer } from "./robot-wechat";
import { fakeClock } from "./support";

interface Ring extends Record<string, unknown> {
  step: "name" | "size";
  name: string;
  visits: number;
}

/** A handler that is not done before it is told to. */
function gate() {
  let open: () => void = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

/** What the account of these tests answers. */
function ringRobot(slow: () => Promise<void>, asked: string[]) {
  return createRobot<Ring>()
    .use(async (message, { session }, next) => {
      asked.push(message.MsgType === "event" ? message.Event : message.MsgType);
      const answer = await next();
      session.visits = (session.visits ?? 0) + 1;
      return answer;
    })
    .subscribe(({ scene }) => (scene ? `欢迎，从 ${scene} 来的朋友` : "欢迎"))
    .unsubscribe((_message, context) => {
      context.session = {};
      return null;
    })
    .keyClick("orders", () => [
      { title: "订单一", url: "https://shop.test/orders/1" },
      { title: "订单二", url: "https://shop.test/orders/2" },
    ])
    .filter(["订单", /^查(\d+)$/], (_message, { match }) => ({
      title: match ? `订单 ${match[1]}` : "我的订单",
      url: "https://shop.test/orders",
    }))
    .filter("刻字", (_message, { session }) => {
      session.step = "name";
      return "刻什么名字？";
    })
    .filter("人工", () => reply.transfer())
    .filter("坏", (_message, { session }) => {
      session.name = "half done";
      throw new Error("broken");
    })
    .filter("错", () => 5 as never)
    .filter("慢", async (_message, { session }) => {
      await slow();
      session.name = "slowly";
      return "久等了";
    })
    .filter("长", () => "长".repeat(1000))
    .text(({ Content }, { session }) => {
      switch (session.step) {
        case "name":
          session.name = Content;
          session.step = "size";
          return "几号戒圈？";
        case "size": {
          if (!/^\d+$/.test(Content)) return "请发数字";
          const { name } = session;
          delete session.step;
          delete session.name;
          return `${name}，${Content} 号，记下了`;
        }
        case undefined:
          return undefined;
      }
    })
    .handler((message) => (message.MsgType === "event" ? null : "没听懂"));
}

const aesKey = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ";

describe.each([
  ["plain mode", null],
  ["safe mode", aesKey],
])("a conversation, %s", (_, key) => {
  const clock = fakeClock();
  let slow: ReturnType<typeof gate>;
  let reached: ReturnType<typeof gate>;
  let time: ReturnType<typeof fakeTimer>;
  let background: Promise<void>[];
  let asked: string[];
  let later: { openid: string; reply: Reply }[];
  let events: MessageServerEvent[];
  let sessions: MemorySessions;
  let wechat: FakeWechat;

  beforeEach(() => {
    slow = gate();
    reached = gate();
    time = fakeTimer();
    background = [];
    asked = [];
    later = [];
    events = [];
    sessions = new MemorySessions(clock.now);
    const server = createMessageServer({
      robot: ringRobot(() => {
        reached.open();
        return slow.opened;
      }, asked),
      token: account.token,
      aesKey: key,
      appid: account.appid,
      inbox: new MemoryInbox(clock.now),
      sessions,
      now: clock.now,
      timer: time.timer,
      sendLater: async (openid, sent) => void later.push({ openid, reply: sent }),
      background: (work) => void background.push(work),
      apology: "抱歉，请稍后再试",
      onEvent: (event) => void events.push(event),
    });
    wechat = new FakeWechat(server, key, clock.now);
  });

  const text = (Content: string) => ({
    ToUserName: "oPerson",
    FromUserName: account.originalId,
    CreateTime: String(Math.floor(clock.now() / 1000)),
    MsgType: "text",
    Content,
  });
  const remembered = async (openid = "oPerson") => (await sessions.load(openid)).value;

  it("greets, finds a keyword, and says so when it understands nothing", async () => {
    expect(await wechat.happen("subscribe", { EventKey: "qrscene_gem-1", Ticket: "T" })).toEqual(
      text("欢迎，从 gem-1 来的朋友"),
    );
    expect(await wechat.say("查12")).toMatchObject({
      MsgType: "news",
      ArticleCount: "1",
      Articles: { item: { Title: "订单 12", Url: "https://shop.test/orders" } },
    });
    expect(await wechat.say(" 订单 ")).toMatchObject({ Articles: { item: { Title: "我的订单" } } });
    expect(await wechat.say("天气")).toEqual(text("没听懂"));
    expect(await wechat.happen("CLICK", { EventKey: "orders" })).toMatchObject({
      ArticleCount: "2",
      Articles: { item: [{ Title: "订单一" }, { Title: "订单二" }] },
    });
    expect(await wechat.happen("VIEW", { EventKey: "https://shop.test" })).toBeNull();
    expect(await wechat.say("人工")).toMatchObject({ MsgType: "transfer_customer_service" });
    expect(events).toEqual([]);
  });

  it("asks in three steps, remembers between them, and forgets at the end", async () => {
    expect(await wechat.say("刻字")).toEqual(text("刻什么名字？"));
    expect(await wechat.say("天气", "oOther")).toMatchObject({ Content: "没听懂" });
    expect(await wechat.say("小明]]>")).toEqual(text("几号戒圈？"));
    expect(await remembered()).toEqual({ step: "size", name: "小明]]>", visits: 2 });
    expect(await wechat.say("大")).toEqual(text("请发数字"));
    expect(await wechat.say("12")).toEqual(text("小明]]>，12 号，记下了"));
    expect(await remembered()).toEqual({ visits: 4 });
    expect(await remembered("oOther")).toEqual({ visits: 1 });
    expect(await wechat.say("12")).toEqual(text("没听懂"));
    await wechat.happen("unsubscribe");
    expect(events).toEqual([]);
  });

  it("two messages at once of one person are two steps, in their order", async () => {
    const answers = await Promise.all([wechat.say("刻字"), wechat.say("小明"), wechat.say("刻字", "oOther")]);
    expect(answers.map((answer) => answer?.Content)).toEqual(["刻什么名字？", "几号戒圈？", "刻什么名字？"]);
    expect(await remembered()).toEqual({ step: "size", name: "小明", visits: 2 });
    expect(await remembered("oOther")).toEqual({ step: "name", visits: 1 });
  });

  it("three deliveries of a message are one step of the conversation, and get one answer", async () => {
    await wechat.say("刻字");
    asked.length = 0;
    const message = wechat.message({ MsgType: "text", Content: "小明", MsgId: "9000000000000000001" });
    const first = await wechat.deliver(message);
    clock.advance(5);
    expect(await wechat.deliver(message)).toEqual(first);
    clock.advance(5);
    expect(await wechat.deliver(message)).toEqual(first);
    expect(first).toMatchObject({ Content: "几号戒圈？" });
    expect(asked).toEqual(["text"]);
    expect(await remembered()).toMatchObject({ step: "size", name: "小明" });
  });

  it("apologizes when a handler throws or returns what is no reply, and goes on afterwards", async () => {
    await wechat.say("刻字");
    expect(await wechat.say("坏")).toEqual(text("抱歉，请稍后再试"));
    expect(await wechat.say("错")).toEqual(text("抱歉，请稍后再试"));
    expect(events).toMatchObject([
      { kind: "handler_failed", type: "text", error: expect.objectContaining({ message: "broken" }) },
      { kind: "handler_failed", type: "text", error: expect.objectContaining({ code: "ROBOT_RESULT" }) },
    ]);
    expect(await remembered()).toEqual({ step: "name", visits: 1 });
    expect(await wechat.say("小明")).toEqual(text("几号戒圈？"));
  });

  it("what takes too long is answered later, once, and what it noted is kept", async () => {
    const message = wechat.message({ MsgType: "text", Content: "慢", MsgId: "9000000000000000002" });
    const first = wechat.deliver(message);
    await reached.opened;
    time.pass(4500);
    expect(await first).toBeNull();
    expect(await wechat.deliver(message)).toBeNull();
    expect(later).toEqual([]);
    slow.open();
    expect(background).toHaveLength(1);
    await Promise.all(background);
    expect(later).toEqual([{ openid: "oPerson", reply: { type: "text", content: "久等了" } }]);
    expect(await remembered()).toEqual({ name: "slowly", visits: 1 });
    expect(await wechat.deliver(message)).toBeNull();
    expect(asked).toEqual(["text"]);
    expect(events.map(({ kind }) => kind)).toEqual(["late"]);
  });

  it("cuts what WeChat would not take, and says that it did", async () => {
    expect(await wechat.say("长")).toEqual(text(`${"长".repeat(681)}…`));
    expect(events).toEqual([{ kind: "reply_cut", type: "text" }]);
  });

  it("an object that a handler puts in the session's place is what is kept", async () => {
    await wechat.say("刻字");
    expect(await remembered()).toMatchObject({ step: "name" });
    await wechat.happen("unsubscribe");
    // The middleware counts in the object that it was given before.
    expect(await remembered()).toEqual({});
  });
});
