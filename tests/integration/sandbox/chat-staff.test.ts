import { beforeEach, describe, expect, it } from "vitest";
import { readChat } from "@/lib/sandbox/chat/book";
import { pushEvent, pushMessage } from "@/lib/sandbox/chat/pushes";
import { endSession, staffSays } from "@/lib/sandbox/chat/staff";
import { advanceClock } from "@/lib/sandbox/clock";
import { contents, deliver, endpoint, freshChat, pushCalls, replyXml, sealed } from "./chat-support";
import { wait } from "./support";

beforeEach(() => freshChat());

const say = (text: string) => pushMessage("lin", { kind: "text", text });
const halfHour = 30 * 60;

/** The shop hands lin over. */
async function transferred(rest = ""): Promise<void> {
  endpoint.answer = async () => sealed(replyXml("transfer_customer_service", rest));
  await say("人工");
  await deliver();
  endpoint.arrived = [];
}

describe("a session with staff", () => {
  it("begins with a transfer: messages are staff's, events still the shop's", async () => {
    await transferred();
    expect(await readChat("lin")).toMatchObject({ staff: true });
    expect((await contents())[1]).toMatchObject({
      kind: "note",
      text: expect.stringContaining("已转接人工客服"),
    });
    expect((await pushCalls())[0]).toMatchObject({
      ok: true,
      outcome: expect.stringContaining("转给了客服"),
    });
    expect(await say("能便宜吗")).toBeNull();
    expect(await deliver()).toBe(0);
    expect((await readChat("lin")).lines.at(-1)).toMatchObject({ from: "person", delivery: null });
    endpoint.answer = async () => "success";
    await pushEvent("lin", "CLICK", { EventKey: "GEMS" });
    expect(await deliver()).toBe(1);
  });

  it("names who was asked for", async () => {
    await transferred("<TransInfo><KfAccount>zhen@moon</KfAccount></TransInfo>");
    expect((await contents())[1]).toMatchObject({ text: expect.stringContaining("客服 zhen@moon") });
  });

  it("is where staff answers, and nowhere else", async () => {
    expect(await staffSays("lin", "您好")).toBe(false);
    await transferred();
    expect(await staffSays("lin", "您好")).toBe(true);
    expect((await readChat("lin")).lines.at(-1)).toMatchObject({
      from: "account",
      via: "staff",
      content: { kind: "staff", text: "您好" },
    });
    expect(await staffSays("chen", "您好")).toBe(false);
  });

  it("ends when staff ends it", async () => {
    await transferred();
    expect(await endSession("lin")).toBe(true);
    expect(await endSession("lin")).toBe(false);
    expect((await contents()).at(-1)).toMatchObject({ text: "客服结束了会话" });
    endpoint.answer = async () => "success";
    await say("在吗");
    expect(await deliver()).toBe(1);
  });

  it("ends by itself after half an hour, once, with a note", async () => {
    await transferred();
    await advanceClock(halfHour - 5);
    expect(await readChat("lin")).toMatchObject({ staff: true });
    await advanceClock(6);
    expect(await readChat("lin")).toMatchObject({ staff: false });
    await advanceClock(24 * 3600);
    const notes = (await contents()).filter((content) => content.kind === "note");
    expect(notes.map((note) => note.kind === "note" && note.text)).toEqual([
      expect.stringContaining("已转接"),
      "客服会话已超过 30 分钟，自动结束",
    ]);
    endpoint.answer = async () => "success";
    await say("在吗");
    expect(await deliver()).toBe(1);
  });

  it("is over on time even before anybody has noticed", async () => {
    await transferred();
    wait(halfHour + 1);
    expect(await staffSays("lin", "您好")).toBe(false);
    endpoint.answer = async () => "success";
    expect(await say("在吗")).not.toBeNull();
  });
});
