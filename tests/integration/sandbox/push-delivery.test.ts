import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/lib/db";
import { readChat } from "@/lib/sandbox/chat/book";
import { deliverPush, mostDeliveries } from "@/lib/sandbox/chat/delivery";
import { nextPush, pushEvent, pushMessage } from "@/lib/sandbox/chat/pushes";
import { advanceClock } from "@/lib/sandbox/clock";
import {
  type Answer,
  contents,
  deadlines,
  deliver,
  endpoint,
  freshChat,
  pushCalls,
  sealed,
  textReply,
  unavailable,
} from "./chat-support";
import { wait } from "./support";

beforeEach(() => freshChat());

const say = (text = "在吗") => pushMessage("lin", { kind: "text", text });
const pushes = () => db().sandboxPush.findMany({ orderBy: { id: "asc" } });
const deliveries = async () => (await readChat("lin")).lines.map(({ delivery }) => delivery);

/** Answers the first delivery with the first, and so on; then `success`. */
function answers(...list: Answer[]): void {
  endpoint.answer = async () => list[endpoint.arrived.length - 1] ?? "success";
}

/** What is no answer. */
const failures: [string, Answer, RegExp][] = [
  ["five seconds without an answer", "hang", /5 秒内/],
  ["HTTP 500", { status: 500, body: "" }, /HTTP 状态要是 200/],
  ["HTTP 201", { status: 201, body: "success" }, /HTTP 状态要是 200/],
  ["a redirect", { status: 302, body: "success" }, /HTTP 状态要是 200/],
  ["JSON", '{"reply":"您好"}', /JSON/],
  ["a page", "<!DOCTYPE html><html><body>Sign in</body></html>", /网页/],
  ["SUCCESS in capitals", "SUCCESS", /不是能读懂的 XML/],
  ["a byte order mark before it", "\uFEFFsuccess", /不是能读懂的 XML/],
  ["broken XML", "<xml><ToUserName>", /不是能读懂的 XML/],
  ["a text that is too long", "x".repeat(65 * 1024), /回复太长/],
];

describe.each(failures)("%s", (_name, answer, rule) => {
  it("brings the same message twice more at once, with a new envelope, and then an excuse", async () => {
    answers(answer, answer, answer);
    await say();
    expect(await deliver()).toBe(mostDeliveries);
    expect(endpoint.arrived).toHaveLength(3);
    expect(new Set(endpoint.arrived.map(({ message }) => message)).size).toBe(1);
    expect(new Set(endpoint.arrived.map(({ query }) => query.nonce)).size).toBe(3);
    expect(new Set(endpoint.arrived.map(({ body }) => body)).size).toBe(3);
    expect(deadlines).toEqual([5000, 5000, 5000]);
    expect((await contents()).slice(1)).toEqual([unavailable]);
    expect(await deliveries()).toEqual(["failed", null]);
    const calls = await pushCalls();
    expect(calls.map(({ ok }) => ok)).toEqual([false, false, false]);
    expect(calls.map(({ outcome }) => outcome.split("，").at(-1))).toEqual([
      "马上再送",
      "马上再送",
      "不再送",
    ]);
    expect(calls[0]?.why?.rule).toMatch(rule);
    expect(await deliver()).toBe(0);
    await advanceClock(24 * 3600);
    expect(endpoint.arrived).toHaveLength(3);
  });

  it("is forgotten when the next delivery is answered", async () => {
    answers(answer, sealed(textReply("来了")));
    await say();
    expect(await deliver()).toBe(2);
    expect((await contents()).slice(1)).toEqual([{ kind: "text", text: "来了" }]);
    expect(await deliveries()).toEqual(["answered", null]);
    expect(await pushes()).toMatchObject([{ status: "answered", attempts: 2, lastStatus: 200 }]);
    expect((await pushes())[0]?.lastAnswer).toBe(textReply("来了"));
  });
});

it.each(["success", ""])("“%s” says that there is nothing to say", async (answer) => {
  answers(answer);
  await say();
  expect(await deliver()).toBe(1);
  expect(await contents()).toHaveLength(1);
  expect(await deliveries()).toEqual(["answered"]);
  expect(await pushCalls()).toMatchObject([{ ok: true, outcome: expect.stringContaining("没有回复") }]);
});

it("nothing listens: three deliveries, and the ledger says so", async () => {
  await freshChat({ APP_URL: "http://127.0.0.1:9" });
  await say();
  expect(await deliver()).toBe(3);
  expect((await contents()).at(-1)).toEqual(unavailable);
  expect((await pushCalls())[0]).toMatchObject({
    httpStatus: 0,
    answer: expect.stringContaining("连接不上"),
  });
});

it("no excuse for what nobody waits for", async () => {
  endpoint.answer = async () => ({ status: 500, body: "" });
  for (const name of ["TEMPLATESENDJOBFINISH", "unsubscribe", "VIEW", "LOCATION"])
    await pushEvent("lin", name);
  expect(await deliver()).toBe(12);
  expect(await contents()).toEqual([]);
  await pushEvent("lin", "CLICK", { EventKey: "GEMS" });
  await deliver();
  expect(await contents()).toEqual([unavailable]);
});

it("shows no reply to events of which nobody sees one, nor to who left in the meantime", async () => {
  endpoint.answer = async () => sealed(textReply("谢谢"));
  await pushEvent("lin", "TEMPLATESENDJOBFINISH", { MsgID: 1n, Status: "success" });
  await deliver();
  expect(await contents()).toEqual([]);
  await say();
  await db().sandboxPerson.update({ where: { id: "lin" }, data: { follows: false } });
  await deliver();
  expect(await contents()).toHaveLength(1);
});

it("is delivered once, however many try at the same moment", async () => {
  answers(sealed(textReply("一次")));
  await say();
  const [push] = await pushes();
  if (!push) throw new Error("No push");
  const made = await Promise.all([deliver(), deliver(), deliverPush(push), deliverPush(push)]);
  expect(made.reduce((sum, count) => sum + count, 0)).toBe(1);
  expect(endpoint.arrived).toHaveLength(1);
  expect(await contents()).toHaveLength(2);
  // Another process, which has not heard of it.
  expect(await deliverPush(push)).toBe(0);
});

it("is left to the process that has counted it first", async () => {
  await say();
  const [push] = await pushes();
  if (!push) throw new Error("No push");
  let elsewhere: number | null = null;
  endpoint.answer = async () => {
    // What only this process knows is gone, as it is in another one.
    Reflect.get(globalThis, Symbol.for("moonstone.sandbox.pushes-under-way")).clear();
    elsewhere ??= await deliverPush(push);
    return "success";
  };
  expect(await deliver()).toBe(1);
  expect(elsewhere).toBe(0);
  expect(endpoint.arrived).toHaveLength(1);
});

it("another process takes over what nobody wrote the end of, and counts on", async () => {
  await say();
  const later = new Date(Date.now() + 6000);
  await db().sandboxPush.updateMany({ data: { attempts: 2, nextAttemptAt: later } });
  expect(await deliver()).toBe(0);
  expect((await nextPush())?.getTime()).toBe(later.getTime());
  wait(7);
  endpoint.answer = async () => "no answer";
  expect(await deliver()).toBe(1);
  expect((await contents()).at(-1)).toEqual(unavailable);
  expect(await nextPush()).toBeNull();
});

it("a delivery that died after its last count ends in the excuse", async () => {
  await say();
  await db().sandboxPush.updateMany({ data: { attempts: 3 } });
  expect(await deliver()).toBe(1);
  expect(endpoint.arrived).toEqual([]);
  expect((await contents()).at(-1)).toEqual(unavailable);
});

it("moving the clock delivers what waits", async () => {
  await say();
  await advanceClock(1);
  expect(endpoint.arrived).toHaveLength(1);
});

it("each person's go in their order, and nobody waits for another's", async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  endpoint.answer = async ({ message }) => {
    if (message.includes("CLICK")) release();
    else if (message.includes("first")) await held;
    return "success";
  };
  await say("first");
  await say("second");
  await pushEvent("chen", "CLICK");
  expect(await deliver()).toBe(3);
  const texts = endpoint.arrived.map(({ message }) => /first|second|CLICK/.exec(message)?.[0]);
  // Whose first one arrives first is no matter.
  expect(texts.slice(0, 2).sort()).toEqual(["CLICK", "first"]);
  expect(texts[2]).toBe("second");
});
