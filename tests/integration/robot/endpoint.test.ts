import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { db } from "@/lib/db";
import { answerMessage, answerMessageAtRole, type KeepAlive } from "@/lib/robot/endpoint";
import { grantAllowance } from "@/lib/sandbox/chat/allowances";
import { readChat } from "@/lib/sandbox/chat/book";
import { reply } from "@/lib/wechat/robot/reply";
import type { HandlerResult } from "@/lib/wechat/robot/reply-types";
import { createRobot } from "@/lib/wechat/robot/robot";
import type { Robot } from "@/lib/wechat/robot/types";
import { watchLog } from "@/tests/support/log";
import { delivery, eventXml, openid, readReply, replyIn, textXml } from "@/tests/support/robot-messages";
import { changeSettings } from "@/tests/support/settings";
import { freshWorld, interceptWechat } from "@/tests/support/world";

const modes = [
  ["encrypted", {}],
  ["plain", { WEROBOT_MODE: "plain" }],
] as const;
let undo = () => {};

beforeEach(() => freshWorld());
afterEach(() => {
  undo();
  undo = () => {};
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const deliver = async (xml: string, robot: Robot) =>
  readReply(await replyIn(await answerMessage(delivery(xml), robot)));

describe.each(modes)("a message that WeChat delivers three times, %s", (_, settings) => {
  beforeEach(() => {
    undo = changeSettings({ WEROBOT_MODE: undefined, ...settings });
  });

  it("is handled once, and answered the same each time", async () => {
    let handled = 0;
    const robot = createRobot().text(() => {
      handled += 1;
      return `answer ${handled}`;
    });
    const xml = textXml("你好");
    expect(await deliver(xml, robot)).toBe("answer 1");
    expect(await deliver(xml, robot)).toBe("answer 1");
    const atOnce = await Promise.all([deliver(xml, robot), deliver(xml, robot)]);
    expect(atOnce).toEqual(["answer 1", "answer 1"]);
    expect(await deliver(textXml("你好"), robot)).toBe("answer 2");
    expect(handled).toBe(2);
  });

  it("is handled once when the three come at once; another person's with the same id is another", async () => {
    const handled: string[] = [];
    const robot = createRobot().text(({ FromUserName }) => {
      handled.push(FromUserName);
      return "ok";
    });
    const xml = textXml("你好");
    const others = xml.replace(openid(), openid("chen"));
    const answers = await Promise.all([xml, others, xml, xml].map((one) => deliver(one, robot)));
    expect(answers).toEqual(["ok", "ok", "ok", "ok"]);
    expect(handled.toSorted()).toEqual([openid(), openid("chen")].toSorted());
  });

  it("is not asked for again when the answer was nothing", async () => {
    const robot = { handled: 0 };
    const silent = createRobot().event(() => {
      robot.handled += 1;
      return null;
    });
    const xml = eventXml("unsubscribe");
    expect(await deliver(xml, silent)).toBe("");
    expect(await deliver(xml, silent)).toBe("");
    expect(robot.handled).toBe(1);
  });
});

describe("a handler that throws", () => {
  it("is logged without what was said; the person reads a polite text; the next message is fine", async () => {
    const { lines, text } = watchLog();
    const robot = createRobot().text(({ Content }) => {
      if (Content === "geheim") throw new Error("no such luck");
      return "fine";
    });
    const xml = textXml("geheim");
    expect(await deliver(xml, robot)).toBe("抱歉，我这边出了点问题，请稍后再试。");
    expect(await deliver(xml, robot)).toBe("抱歉，我这边出了点问题，请稍后再试。");
    expect(await deliver(textXml("hello"), robot)).toBe("fine");
    expect(lines()).toMatchObject([
      { level: "error", event: "robot.handler_failed", type: "text", error: { message: "no such luck" } },
    ]);
    for (const secret of ["geheim", openid(), "MoonstoneSandbox"]) expect(text()).not.toContain(secret);
  });
});

describe("a handler that is too slow", () => {
  const custom = "/sandbox/api.weixin.qq.com/cgi-bin/message/custom/send";

  /** What is sent as a customer-service message, answered with an errcode. */
  function watchCustom(errcode: number): Promise<unknown> {
    return new Promise((resolve) => {
      interceptWechat(async (request) => {
        if (new URL(request.url).pathname !== custom) return null;
        resolve(await request.json());
        return Response.json({ errcode, errmsg: "x" });
      });
    });
  }

  /** What a server that is to end waits for. */
  const underWay = (): number => Reflect.get(globalThis, Symbol.for("moonstone.lateAnswers"))?.size ?? 0;

  /** Answers after WeChat has stopped to wait. */
  async function answerLate(
    xml: string,
    late: HandlerResult = "现在才好",
    keepAlive: KeepAlive = () => {},
  ): Promise<string> {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    let begin = () => {};
    let end = () => {};
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const robot = createRobot().text(async (_, { session }) => {
      begin();
      await ended;
      session.late = true;
      return late;
    });
    const answer = answerMessageAtRole(delivery(xml), robot, keepAlive).then(replyIn).then(readReply);
    await begun;
    await vi.advanceTimersByTimeAsync(4500);
    const said = await answer;
    vi.useRealTimers();
    // WeChat's second delivery comes while it is still at work.
    expect(await deliver(xml, robot)).toBe("");
    end();
    return said;
  }

  it("is answered with success in time, and its answer is sent as a customer-service message, once", async () => {
    const { lines } = watchLog();
    const sent = watchCustom(0);
    const xml = textXml("你好");
    expect(await answerLate(xml)).toBe("");
    expect(await sent).toEqual({ touser: openid(), msgtype: "text", text: { content: "现在才好" } });
    expect(lines("robot.late")).toMatchObject([{ level: "info", type: "text" }]);
    const never = createRobot().text(() => "a second time");
    expect(await deliver(xml, never)).toBe("");
    expect(lines("robot.late_unsent")).toEqual([]);
  });

  it("keeps its process at work until the answer is sent, and what was remembered is stored", async () => {
    const sent = vi.fn();
    interceptWechat(async (request) => {
      if (new URL(request.url).pathname !== custom) return null;
      sent(await request.json());
      return Response.json({ errcode: 0, errmsg: "ok" });
    });
    await vi.waitFor(() => expect(underWay()).toBe(0));
    const kept: { work: Promise<void>; underWay: number }[] = [];
    await answerLate(textXml("你好"), "现在才好", (work) => kept.push({ work, underWay: underWay() }));
    expect(kept).toMatchObject([{ underWay: 1 }]);
    await kept[0]?.work;
    expect(sent).toHaveBeenCalledOnce();
    expect(await db().robotSession.findMany()).toMatchObject([{ value: '{"late":true}' }]);
    expect(underWay()).toBe(0);
  });

  it("reaches the person's chat", async () => {
    await grantAllowance("lin", "message");
    expect(await answerLate(textXml("你好"))).toBe("");
    const lines = async () => (await readChat("lin")).lines.map(({ content }) => content);
    await vi.waitFor(async () => expect(await lines()).toEqual([{ kind: "text", text: "现在才好" }]), 10_000);
  });

  it.each([
    [45015, "info"],
    [45047, "info"],
    [48002, "info"],
    [43019, "info"],
    [48001, "error"],
  ])("that cannot be sent any more (%i) is logged: %s", async (errcode, level) => {
    const { lines } = watchLog();
    const sent = watchCustom(errcode);
    expect(await answerLate(textXml("你好"))).toBe("");
    await sent;
    await vi.waitFor(() => expect(lines("robot.late_unsent")).toMatchObject([{ level, type: "text" }]));
  });

  it("that no customer-service message can carry is logged: staff cannot take over so late", async () => {
    const { lines } = watchLog();
    expect(await answerLate(textXml("你好"), reply.transfer())).toBe("");
    await vi.waitFor(() => expect(lines("robot.late_unsent")).toMatchObject([{ level: "error" }]));
  });
});

describe("the database", () => {
  it("is written by one message: its row, and a session that was changed", async () => {
    const robot = createRobot().text((_, { session }) => {
      session.count = Number(session.count ?? 0) + 1;
      return `${session.count}`;
    });
    expect(await deliver(textXml("a"), robot)).toBe("1");
    expect(await deliver(textXml("b"), robot)).toBe("2");
    expect(await db().robotMessage.count()).toBe(2);
    expect(await db().robotSession.findMany()).toMatchObject([{ openid: openid(), value: '{"count":2}' }]);
  });
});

it("a robot that was loaded anew answers from then on", async () => {
  expect(
    await deliver(
      textXml("a"),
      createRobot().text(() => "the old one"),
    ),
  ).toBe("the old one");
  expect(
    await deliver(
      textXml("b"),
      createRobot().text(() => "the new one"),
    ),
  ).toBe("the new one");
});
