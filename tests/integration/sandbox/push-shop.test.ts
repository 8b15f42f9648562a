import { beforeEach, describe, expect, it, vi } from "vitest";
import { robot as shopRobot } from "@/lib/handlers/robot";
import { answerMessage } from "@/lib/robot/endpoint";
import { readChat } from "@/lib/sandbox/chat/book";
import { follow } from "@/lib/sandbox/chat/following";
import { setPushMode } from "@/lib/sandbox/chat/mode";
import { deliverPushes, pushMessage } from "@/lib/sandbox/chat/pushes";
import type { ChatContent, PushMode } from "@/lib/sandbox/chat/types";
import { verifyEndpoint } from "@/lib/sandbox/chat/verify";
import { type FaultName, setFault } from "@/lib/sandbox/faults";
import { createRobot } from "@/lib/wechat/robot/robot";
import { changeSettings } from "../../support/settings";
import { pushCalls } from "./chat-support";
import { freshSandbox } from "./support";

/** The sandbox against the shop's own message server, in this process. */

const statuses: number[] = [];
let handled = 0;

/** Counts what it handles. */
const counting = createRobot()
  .text((message) => {
    handled += 1;
    return `${message.Content}，第 ${handled} 次`;
  })
  .event(() => null);

async function freshShop(settings: Record<string, string | undefined> = {}, own = false): Promise<void> {
  await freshSandbox();
  changeSettings({ WEROBOT_MODE: undefined, WEROBOT_ROLE: undefined, ...settings });
  statuses.length = 0;
  handled = 0;
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    const request = new Request(url, init);
    const answer = await (own ? answerMessage(request, shopRobot) : answerMessage(request, counting));
    statuses.push(answer.status);
    return answer;
  });
}

beforeEach(() => freshShop());

async function say(text: string, ...faults: FaultName[]): Promise<ChatContent[]> {
  for (const fault of faults) await setFault(fault, true);
  await pushMessage("lin", { kind: "text", text });
  await deliverPushes();
  return (await readChat("lin")).lines.slice(1).map(({ content }) => content);
}

const once: ChatContent[] = [{ kind: "text", text: "在吗，第 1 次" }];

const modes: [PushMode, string | undefined][] = [
  ["plain", "plain"],
  ["compatible", undefined],
  ["safe", undefined],
];

it.each(modes)("%s: the shop answers, and its address is right", async (mode, WEROBOT_MODE) => {
  await freshShop({ WEROBOT_MODE });
  await setPushMode(mode);
  expect(await say("在吗")).toEqual(once);
  expect(await verifyEndpoint()).toMatchObject({ ok: true });
  expect((await pushCalls()).map(({ ok }) => ok)).toEqual([true, true]);
});

it("modes that do not fit are refused, three times, and the ledger says what does not fit", async () => {
  await setPushMode("plain");
  expect(await say("在吗")).toMatchObject([{ kind: "note", tone: "failure" }]);
  expect(handled).toBe(0);
  const calls = await pushCalls();
  expect(calls).toHaveLength(3);
  expect(calls[0]?.why?.advice).toContain("WEROBOT_AES_KEY");
});

describe("what the console arranges", () => {
  const refused: FaultName[] = [
    "push_stale",
    "push_forged",
    "push_plain",
    "push_other_appid",
    "push_bad_padding",
  ];
  it.each(refused)("%s is seen through, and what follows is answered", async (fault) => {
    expect(await say("在吗", fault)).toEqual(once);
    expect(statuses).toHaveLength(2);
    expect(statuses[0]).toBeGreaterThanOrEqual(400);
    expect(statuses[1]).toBe(200);
    expect((await pushCalls())[0]).toMatchObject({ ok: true, outcome: expect.stringContaining("识破") });
  });

  it.each<[FaultName, number]>([
    ["push_doubled", 2],
    ["push_retry", 3],
  ])("%s: handled once, and answered with the same", async (fault, deliveries) => {
    expect(await say("在吗", fault)).toEqual(once);
    expect(statuses).toEqual(Array.from({ length: deliveries }, () => 200));
    expect(handled).toBe(1);
  });

  it("push_lost: the shop never hears of it", async () => {
    expect(await say("在吗", "push_lost")).toEqual([]);
    expect(statuses).toEqual([]);
  });
});

it("the shop's own robot greets who follows and answers what they ask", async () => {
  await freshShop({}, true);
  await follow("chen");
  await deliverPushes();
  const [note, welcome] = (await readChat("chen")).lines;
  expect(note).toMatchObject({ from: "wechat" });
  expect(welcome).toMatchObject({ from: "account", via: "reply" });
  expect((await say("订单")).length).toBeGreaterThan(0);
  expect((await pushCalls()).map(({ ok }) => ok)).toEqual([true, true]);
});
