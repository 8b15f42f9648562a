import { spawnSync } from "node:child_process";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { setClockOffset } from "@/lib/clock";
import { db } from "@/lib/db";
import { answerMessage } from "@/lib/robot/endpoint";
import { createRobot } from "@/lib/wechat/robot/robot";
import { type Child, startChild } from "@/tests/support/children";
import { delivery, openid, readReply, replyIn, textXml } from "@/tests/support/robot-messages";
import { freshWorld } from "@/tests/support/world";

const file = "tests/support/robot-process.ts";
const report = z.object({
  answers: z.array(z.object({ status: z.number(), body: z.string() })),
  handled: z.number(),
});
let children: Child[] = [];

beforeEach(() => freshWorld());
afterEach(async () => {
  await Promise.all(children.map((child) => child.end()));
  children = [];
});

/** A delivery as it goes through a pipe. */
async function delivered(xml: string): Promise<{ url: string; body: string }> {
  const request = delivery(xml);
  return { url: request.url, body: await request.text() };
}

/** Has two processes answer at once; the second gets its messages in the opposite order. */
async function answerInTwo(robot: string, lists: string[][]) {
  children = lists.map(() => startChild(file, robot));
  for (const [index, child] of children.entries()) {
    child.send(JSON.stringify(await Promise.all((lists[index] ?? []).map(delivered))));
  }
  for (const child of children) expect(await child.line()).toBe("ready");
  for (const child of children) child.send("go");
  const reports = await Promise.all(
    children.map(async (child) => report.parse(JSON.parse(await child.line()))),
  );
  const read = async ({ status, body }: { status: number; body: string }) =>
    readReply(await replyIn(new Response(body, { status })));
  return {
    handled: reports.map(({ handled }) => handled),
    answers: await Promise.all(reports.map(({ answers }) => Promise.all(answers.map(read)))),
  };
}

describe("two processes that get the same messages at once", () => {
  it("handle each once between them, and both give the one's answer", async () => {
    const people = Array.from({ length: 12 }, (_, index) => `oPerson${index}`);
    const messages = people.map((person) => textXml("你好", person));
    const { handled, answers } = await answerInTwo("slow", [messages, messages.toReversed()]);
    expect(handled.reduce((sum, count) => sum + count)).toBe(12);
    const [one = [], other = []] = answers;
    for (const answer of one) expect(answer).toMatch(/^你好: handled by \d+$/);
    expect(other.toReversed()).toEqual(one);
    expect(await db().robotMessage.count({ where: { reply: { not: null } } })).toBe(12);
  });
});

describe("one person's session, written by both at once", () => {
  it("loses nothing", async () => {
    const texts = Array.from({ length: 8 }, (_, index) => `text-${index}`);
    const messages = texts.map((text) => textXml(text));
    const { handled } = await answerInTwo("note", [messages.slice(0, 4), messages.slice(4)]);
    expect(handled).toEqual([4, 4]);
    const session = await db().robotSession.findFirstOrThrow({ where: { openid: openid() } });
    expect(Object.keys(JSON.parse(session.value)).toSorted()).toEqual(texts);
  });
});

describe("a process that is killed while it handles a message", () => {
  it("leaves it to the next delivery, once its time is over", async () => {
    const xml = textXml("你好");
    const input = `${JSON.stringify([await delivered(xml)])}\ngo\n`;
    const child = spawnSync("node_modules/.bin/tsx", [file, "die"], { input, encoding: "utf8" });
    // tsx passes the signal on as the shell does: 128 + 9.
    expect(child.signal === "SIGKILL" || child.status === 137, child.stderr).toBe(true);
    expect(await db().robotMessage.findMany()).toMatchObject([{ reply: null }]);

    setClockOffset(10_000);
    const robot = createRobot().text(() => "你好，我还在");
    const again = async () => readReply(await replyIn(await answerMessage(delivery(xml), robot)));
    expect(await again()).toBe("你好，我还在");
    expect(await again()).toBe("你好，我还在");
  });
});
