import { beforeEach, describe, expect, it } from "vitest";
import { now, nowMs } from "@/lib/clock";
import { db } from "@/lib/db";
import { readChat } from "@/lib/sandbox/chat/book";
import { setPushMode } from "@/lib/sandbox/chat/mode";
import { pushMessage } from "@/lib/sandbox/chat/pushes";
import { advanceClock } from "@/lib/sandbox/clock";
import { type FaultName, listFaults, setFault } from "@/lib/sandbox/faults";
import { secondsFromNow } from "@/lib/sandbox/grants";
import {
  type Arrived,
  appid,
  contents,
  deliver,
  endpoint,
  freshChat,
  inXml,
  opened,
  pushCalls,
  robot,
  sealed,
  sha1,
  textReply,
} from "./chat-support";

beforeEach(() => freshChat());

async function sayWith(fault: FaultName): Promise<readonly Arrived[]> {
  await setFault(fault, true);
  await pushMessage("lin", { kind: "text", text: "在吗" });
  await deliver();
  return endpoint.arrived;
}

const isOn = async (name: FaultName) => (await listFaults()).find((fault) => fault.name === name)?.on;
const delivery = async () => (await readChat("lin")).lines[0]?.delivery;

it("push_lost: nothing comes, and the ledger says why", async () => {
  expect(await sayWith("push_lost")).toHaveLength(0);
  expect(await delivery()).toBe("failed");
  expect(await contents()).toHaveLength(1);
  expect(await pushCalls()).toMatchObject([{ httpStatus: 0, outcome: expect.stringContaining("丢了") }]);
  await pushMessage("lin", { kind: "text", text: "在吗" });
  await deliver();
  expect(endpoint.arrived).toHaveLength(1);
});

it("push_lost: the clock goes on to what comes after it", async () => {
  await setFault("push_lost", true);
  await pushMessage("lin", { kind: "text", text: "一" });
  await db().sandboxPush.create({
    data: {
      personId: "lin",
      name: "CLICK",
      body: "<xml/>",
      createdAt: now(),
      nextAttemptAt: secondsFromNow(60),
    },
  });
  await advanceClock(3600);
  // At its own time, and not at the end of the hour.
  const [sent] = (await db().sandboxPush.findMany({ where: { name: "CLICK" } })).map(
    (push) => push.lastAttemptAt,
  );
  expect(((sent?.getTime() ?? 0) - Date.now()) / 1000).toBeLessThan(70);
  expect(endpoint.arrived).toHaveLength(1);
});

it("push_doubled: the same message twice at once, and one reply", async () => {
  let both = () => {};
  const together = new Promise<void>((resolve) => {
    both = resolve;
  });
  endpoint.answer = async () => {
    if (endpoint.arrived.length === 2) both();
    await together;
    return sealed(textReply("在"));
  };
  const arrived = await sayWith("push_doubled");
  expect(arrived).toHaveLength(2);
  expect(arrived[0]?.message).toBe(arrived[1]?.message);
  expect(arrived[0]?.query.nonce).not.toBe(arrived[1]?.query.nonce);
  expect((await contents()).slice(1)).toEqual([{ kind: "text", text: "在" }]);
});

it("push_retry: two good answers count for nothing, the third is shown", async () => {
  endpoint.answer = async () => sealed(textReply(`第 ${endpoint.arrived.length} 次`));
  const arrived = await sayWith("push_retry");
  expect(new Set(arrived.map(({ message }) => message)).size).toBe(1);
  expect(arrived).toHaveLength(3);
  expect((await contents()).slice(1)).toEqual([{ kind: "text", text: "第 3 次" }]);
  expect((await pushCalls()).map(({ outcome }) => outcome.includes("应答不算"))).toEqual([true, true, false]);
});

/** What comes ahead of the message, and what is wrong with it. */
const forged: [FaultName, (arrived: Arrived) => unknown, unknown][] = [
  ["push_stale", ({ query }) => Math.round((nowMs() / 1000 - Number(query.timestamp)) / 60), 11],
  ["push_forged", ({ query, body }) => isSigned(query, body), [false, false]],
  ["push_plain", ({ query, body }) => [query.encrypt_type, inXml(body, "Content")], [undefined, "在吗"]],
  [
    "push_other_appid",
    ({ query, body }) => [opened(inXml(body, "Encrypt")).appid === appid, ...isSigned(query, body)],
    [false, true, true],
  ],
  [
    "push_bad_padding",
    // The last byte says how many there are, at most 32: node:crypto alone would cut at it.
    ({ query, body }) => [opened(inXml(body, "Encrypt")).appid, ...isSigned(query, body)],
    ["", true, true],
  ],
];

function isSigned({ signature, msg_signature, timestamp = "", nonce = "" }: Arrived["query"], body: string) {
  const encrypted = inXml(body, "Encrypt");
  return [
    signature === sha1(robot.token, timestamp, nonce),
    msg_signature === sha1(robot.token, timestamp, nonce, encrypted),
  ];
}

describe.each(forged)("%s", (fault, look, found) => {
  it("comes first; the right one follows and is answered", async () => {
    endpoint.answer = async () =>
      endpoint.arrived.length === 1 ? { status: 403, body: "" } : sealed(textReply("在"));
    const [first, second, ...more] = await sayWith(fault);
    if (!first || !second) throw new Error("Two should have come");
    expect(look(first)).toEqual(found);
    expect(look(second)).not.toEqual(found);
    expect(isSigned(second.query, second.body)).toEqual([true, true]);
    expect(inXml(second.message, "Content")).toBe("在吗");
    expect(more).toEqual([]);
    expect((await contents()).slice(1)).toEqual([{ kind: "text", text: "在" }]);
    const [call] = await pushCalls();
    expect(call).toMatchObject({ ok: true, outcome: expect.stringContaining("识破") });
    expect(await isOn(fault)).toBe(false);
  });

  it("a shop that takes it is told of", async () => {
    endpoint.answer = async () => sealed(textReply("在"));
    await sayWith(fault);
    const [call] = await pushCalls();
    expect(call).toMatchObject({ ok: false, outcome: expect.stringContaining("信以为真") });
    // What the answer to it was is of no account.
    expect(await contents()).toHaveLength(2);
  });
});

it.each(["push_plain", "push_other_appid", "push_bad_padding"] as const)(
  "%s waits while nothing is encrypted",
  async (fault) => {
    await setPushMode("plain");
    expect(await sayWith(fault)).toHaveLength(1);
    expect(await isOn(fault)).toBe(true);
  },
);
