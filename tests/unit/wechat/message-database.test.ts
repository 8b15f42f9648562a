import { describe, expect, it, vi } from "vitest";
import {
  createRobot,
  type Inbox,
  MemoryInbox,
  messageKey,
  parseMessage,
  type SessionStore,
} from "@/lib/wechat";
import { account, appid, openid, said, textXml } from "./message-support";

describe("a database that is away", () => {
  const away = () => Promise.reject(new Error("database is away"));
  const inbox: Inbox = { claim: away, finish: away };

  it("gets WeChat to send the message again: no answer within 5 seconds, then a 503", async () => {
    const { send, time, events, later } = account("safe", { inbox });
    let status = 0;
    void send(textXml("x")).then((response) => {
      status = response.status;
    });
    await time.advance(5000);
    expect(status).toBe(0);
    await time.advance(200);
    expect(status).toBe(503);
    expect([events, later]).toEqual([[{ kind: "inbox_failed", error: new Error("database is away") }], []]);
    expect(time.pending()).toBe(0);
  });

  it("for a moment only is not noticed", async () => {
    const memory = new MemoryInbox();
    let faults = 3;
    const flaky: Inbox = {
      claim: (...given) => (faults-- > 0 ? away() : memory.claim(...given)),
      finish: (...given) => memory.finish(...given),
    };
    const { send, time } = account("safe", { inbox: flaky });
    const response = send(textXml("x"));
    await time.advance(1000);
    expect(await said("safe", response)).toBe("你说：x");
  });

  it("whose claim seemed to fail, and keeps the message busy since: it is not given up", async () => {
    let claims = 0;
    const claim: Inbox["claim"] = async () => (claims++ === 0 ? away() : { state: "busy" });
    const { send, time } = account("safe", { inbox: { claim, finish: away } });
    const response = send(textXml("x"));
    await time.advance(5100);
    expect((await response).status).toBe(503);
  });

  it("that hangs is as good as away", async () => {
    const never = () => new Promise<never>(() => {});
    const { send, time } = account("safe", { inbox: { claim: never, finish: never } });
    const response = send(textXml("x"));
    await time.advance(5100);
    expect((await response).status).toBe(503);
  });

  it.each([
    ["when the session is to be read", away],
    ["when the session is to be read, and it hangs", () => new Promise<never>(() => {})],
  ])("%s", async (_, load) => {
    const handler = vi.fn(() => "好");
    const sessions: SessionStore = { load, save: away };
    const { send, time, events } = account("safe", { sessions, robot: createRobot().text(handler) });
    const response = send(textXml("x"));
    await time.advance(5100);
    expect((await response).status).toBe(503);
    expect(events.map(({ kind }) => kind)).toEqual(load === away ? ["inbox_failed"] : []);
    expect(handler).not.toHaveBeenCalled();
  });

  it("when the answer is to be noted: it is given all the same", async () => {
    const memory = new MemoryInbox();
    const { send, events } = account("safe", { inbox: { claim: memory.claim.bind(memory), finish: away } });
    expect(await said("safe", send(textXml("x")))).toBe("你说：x");
    expect(events).toMatchObject([{ kind: "inbox_failed" }]);
  });

  it("when the answer is to be noted, and it hangs: it is given in time", async () => {
    const memory = new MemoryInbox();
    const finish = () => new Promise<never>(() => {});
    const { send, time } = account("safe", { inbox: { claim: memory.claim.bind(memory), finish } });
    const response = send(textXml("x"));
    await time.advance(4800);
    expect(await said("safe", response)).toBe("你说：x");
  });

  it("that has died with the message: another process takes it over, and its answer goes later", async () => {
    const xml = textXml("x");
    const { send, time, inbox: shared, later, background } = account("safe");
    await shared.claim(messageKey(appid, parseMessage(xml)), 7);
    const response = send(xml);
    await time.advance(4500);
    expect(await said("safe", response)).toBeNull();
    await time.advance(6000);
    await Promise.all(background);
    expect(later).toEqual([{ openid, reply: { type: "text", content: "你说：x" } }]);
    expect(await said("safe", send(xml))).toBeNull();
    expect(later).toHaveLength(1);
  });
});
