import { describe, expect, it, vi } from "vitest";
import { createRobot, MemorySessions, type SessionStore } from "@/lib/wechat";
import { account, openid, said, textXml } from "./message-support";

describe("a session", () => {
  type Memory = Record<string, unknown>;
  const noting = () =>
    createRobot<Memory>().text(({ Content }, { session }) => {
      if (Content === "忘") for (const name of Object.keys(session)) delete session[name];
      else if (Content !== "看") session[Content] = "是";
      return JSON.stringify(session);
    });

  it("is kept from one message to the next, and taken away when it is empty", async () => {
    const sessions = new MemorySessions();
    const save = vi.spyOn(sessions, "save");
    const { send } = account("plain", { robot: noting(), sessions });
    await send(textXml("a"));
    expect(await said("plain", send(textXml("b")))).toBe('{"a":"是","b":"是"}');
    expect(save).toHaveBeenCalledTimes(2);
    await send(textXml("看"));
    expect(save).toHaveBeenCalledTimes(2);
    expect(await said("plain", send(textXml("看", { FromUserName: "oAnother" })))).toBe("{}");
    await send(textXml("忘"));
    expect(await sessions.load(openid)).toEqual({ value: {}, version: 0 });
  });

  it("may be replaced as a whole", async () => {
    const robot = createRobot().text((_, context) => {
      context.session = { new: 1 };
      return null;
    });
    const { send, sessions } = account("plain", { robot });
    await send(textXml("x"));
    expect((await sessions.load(openid)).value).toEqual({ new: 1 });
  });

  it("written by two messages at once in this process keeps both", async () => {
    const { send, sessions, events } = account("plain", { robot: noting() });
    await Promise.all([send(textXml("a")), send(textXml("b")), send(textXml("c"))]);
    expect((await sessions.load(openid)).value).toEqual({ a: "是", b: "是", c: "是" });
    expect(events).toEqual([]);
  });

  it("that another process wrote in between keeps what that one wrote", async () => {
    const sessions = new MemorySessions();
    await sessions.save(openid, 0, { step: 1, gone: 1, theirs: 1 });
    const robot = createRobot().text(async (_, { session }) => {
      const { version } = await sessions.load(openid);
      await sessions.save(openid, version, { step: 2, gone: 1, theirs: 2, added: 1 });
      session.mine = true;
      session.step = 3;
      delete session.gone;
      return "好";
    });
    const { send, events } = account("plain", { robot, sessions });
    expect(await said("plain", send(textXml("x")))).toBe("好");
    expect((await sessions.load(openid)).value).toEqual({ step: 3, theirs: 2, added: 1, mine: true });
    expect(events).toEqual([]);
  });

  it("that others write again and again is stored all the same", async () => {
    const sessions = new MemorySessions();
    const save = sessions.save.bind(sessions);
    let others = 4;
    vi.spyOn(sessions, "save").mockImplementation(async (who, version, value) => {
      if (others > 0) {
        await save(who, version, { [`theirs${others}`]: true });
        others -= 1;
        return false;
      }
      return save(who, version, value);
    });
    const { send, events } = account("plain", { robot: noting(), sessions });
    await send(textXml("a"));
    expect((await sessions.load(openid)).value).toEqual({ theirs1: true, a: "是" });
    expect(events).toEqual([]);
  });

  it("that others write all the time is given up, told, and the answer given", async () => {
    const sessions: SessionStore = { load: async () => ({ value: {}, version: 1 }), save: async () => false };
    const { send, events } = account("plain", { robot: noting(), sessions });
    expect(await said("plain", send(textXml("a")))).toBe('{"a":"是"}');
    expect(events).toMatchObject([{ kind: "session_unsaved" }]);
  });

  it.each<[string, unknown]>([
    ["a list", [1]],
    ["a text", "x"],
    [
      "a circle",
      (() => {
        const circle: Record<string, unknown> = {};
        circle.self = circle;
        return circle;
      })(),
    ],
    ["a long integer", { n: 1n }],
  ])("that is %s is not stored", async (_, left) => {
    const robot = createRobot().text((_, context) => {
      context.session = left as never;
      return "好";
    });
    const { send, events, sessions } = account("plain", { robot });
    expect(await said("plain", send(textXml("a")))).toBe("好");
    expect(events).toMatchObject([{ kind: "session_unsaved" }]);
    expect((await sessions.load(openid)).version).toBe(0);
  });
});
