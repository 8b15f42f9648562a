import { beforeEach, describe, expect, it, vi } from "vitest";
import * as actRoute from "@/app/sandbox/api/chat/act/route";
import * as modeRoute from "@/app/sandbox/api/chat/mode/route";
import * as chatRoute from "@/app/sandbox/api/chat/route";
import * as sayRoute from "@/app/sandbox/api/chat/say/route";
import * as staffRoute from "@/app/sandbox/api/chat/staff/route";
import * as verifyRoute from "@/app/sandbox/api/chat/verify/route";
import { POST as person } from "@/app/sandbox/api/people/[id]/route";
import { POST as scan } from "@/app/sandbox/api/scan/route";
import { db } from "@/lib/db";
import { addLine, unreadCount } from "@/lib/sandbox/chat/book";
import type { ChatState } from "@/lib/sandbox/chat/types";
import { createQrCode } from "@/lib/sandbox/qr-codes";
import { stopWorker } from "@/lib/sandbox/worker";
import { changeSettings } from "../../support/settings";
import { endpoint, freshChat, inXml, replyXml, sealed, textReply } from "./chat-support";

/** What comes after an answer: run by the test. */
const { afterwards } = vi.hoisted(() => ({ afterwards: [] as (() => unknown)[] }));
vi.mock("next/server", async (original) => ({
  ...(await original<object>()),
  after: (work: () => unknown) => void afterwards.push(work),
}));

beforeEach(async () => {
  await freshChat();
  afterwards.length = 0;
  return stopWorker;
});

const request = (path: string, body?: unknown, holder = "lin", headers = {}): Request =>
  new Request(`${endpoint.url}/sandbox/api/${path}`, {
    headers: { cookie: `sandbox_phone=${holder}`, ...headers },
    ...(body === undefined
      ? {}
      : { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body) }),
  });

const say = (body: unknown, holder?: string) => sayRoute.POST(request("chat/say", body, holder), {});
const doAct = (body: unknown, holder?: string) => actRoute.POST(request("chat/act", body, holder), {});
const setMode = (body: unknown) => modeRoute.POST(request("chat/mode", body), {});
const staff = (body: unknown) => staffRoute.POST(request("chat/staff", body), {});
const chat = async (holder?: string): Promise<ChatState> =>
  (await chatRoute.GET(request("chat", undefined, holder), {})).json();

async function finish(): Promise<void> {
  stopWorker();
  for (const work of afterwards.splice(0)) await work();
}

it("what is said is in the chat at once, and delivered after the answer", async () => {
  endpoint.answer = async () => sealed(textReply("在的"));
  const answer = await say({ kind: "text", text: "在吗" });
  expect([answer.status, await answer.json()]).toEqual([200, { ok: true }]);
  await finish();
  expect(endpoint.arrived).toHaveLength(1);
  expect((await chat()).lines).toMatchObject([
    { content: { kind: "text", text: "在吗" }, delivery: "answered" },
    { content: { kind: "text", text: "在的" }, from: "account", via: "reply" },
  ]);
});

it("who holds the phone has seen the chat that they open", async () => {
  await addLine({ personId: "lin", from: "account", via: "custom", content: { kind: "text", text: "一" } });
  await chat("chen");
  expect(await unreadCount("lin")).toBe(1);
  await chat();
  expect(await unreadCount("lin")).toBe(0);
});

it("who does not follow cannot type", async () => {
  const answer = await say({ kind: "text", text: "在吗" }, "chen");
  expect([answer.status, await answer.json()]).toEqual([
    409,
    { ok: false, message: expect.stringContaining("关注") },
  ]);
  expect(await db().sandboxPush.count()).toBe(0);
});

it("acts say what the phone does next", async () => {
  const answer = await doAct({ act: "unfollow" });
  expect(await answer.json()).toEqual({ ok: true });
  expect(await (await doAct({ act: "unfollow" })).json()).toEqual({ ok: true, note: "本来就没有关注" });
  await finish();
  expect(endpoint.arrived.map(({ message }) => inXml(message, "Event"))).toEqual(["unsubscribe"]);
});

it("the switch of the people's panel does all that following does", async () => {
  const id = { params: Promise.resolve({ id: "chen" }) };
  const answer = await person(request("people/chen", { follows: true, wallet: 7 }), id);
  expect(await answer.json()).toMatchObject({ person: { follows: true, wallet: 7 } });
  await finish();
  expect(endpoint.arrived.map(({ message }) => inXml(message, "Event"))).toEqual(["subscribe"]);
  expect((await chat("chen")).lines).toMatchObject([{ content: { kind: "note" } }]);
  await person(request("people/chen", { wallet: 8 }), id);
  await person(request("people/chen", { follows: false }), id);
  await finish();
  expect(endpoint.arrived.map(({ message }) => inXml(message, "Event"))).toEqual([
    "subscribe",
    "unsubscribe",
  ]);
});

it("the camera reads a code of the account's", async () => {
  const { url } = await createQrCode({ scene: "product:1", named: true, seconds: null });
  const answer = await scan(request("scan", { text: url }, "guest"), {});
  expect(await answer.json()).toEqual({ ok: true, open: `${endpoint.url}/sandbox/chat` });
  await finish();
  expect(inXml(endpoint.arrived[0]?.message ?? "", "EventKey")).toBe("qrscene_product:1");
});

it("the mode is set and told", async () => {
  expect(await (await setMode({ mode: "plain" })).json()).toEqual({ ok: true, mode: "plain" });
  expect((await chat()).mode).toBe("plain");
});

it("staff answers in a session, and ends it", async () => {
  expect((await staff({ text: "您好" })).status).toBe(409);
  endpoint.answer = async () => sealed(replyXml("transfer_customer_service", ""));
  await say({ kind: "text", text: "人工" });
  await finish();
  expect((await chat()).staff).toBe(true);
  expect((await staff({ text: "您好" })).status).toBe(200);
  expect((await staff({ end: true })).status).toBe(200);
  expect((await staff({ end: true })).status).toBe(409);
  expect((await chat()).staff).toBe(false);
});

it("the address is checked", async () => {
  endpoint.answer = async ({ query }) => query.echostr ?? "";
  const answer = await verifyRoute.POST(request("chat/verify", {}), {});
  expect(await answer.json()).toEqual({ ok: true, message: expect.any(String) });
});

const text = { kind: "text", text: "x" };
const bad: [string, unknown][] = [
  ["say", "no JSON"],
  ["say", { kind: "sticker" }],
  ["say", { kind: "text", text: "" }],
  ["say", { kind: "text", text: "x".repeat(8193) }],
  ["say", { kind: "image", mediaId: 7 }],
  ["say", { kind: "voice", mediaId: "a", seconds: 61 }],
  ["say", { kind: "location", latitude: 91, longitude: 0, scale: 16, label: "" }],
  ["say", { kind: "location", latitude: 0, longitude: 0, scale: 1.5, label: "" }],
  ["say", { kind: "link", title: "", description: "", url: "javascript:alert(1)" }],
  ["act", { act: "fly" }],
  ["act", { act: "menu" }],
  ["act", { act: "menu", index: -1 }],
  ["act", { act: "menu", index: 5 }],
  ["act", { act: "location", latitude: 0, longitude: 181 }],
  ["act", { act: "template-answer", templateIds: [], accept: true }],
  ["act", { act: "templates-off", templateIds: [] }],
  ["mode", { mode: "raw" }],
  ["staff", { text: " " }],
  ["staff", { text: "x", end: true }],
];

const routes = { say: sayRoute, act: actRoute, mode: modeRoute, staff: staffRoute, verify: verifyRoute };

describe("bad input", () => {
  it.each(bad)("%s refuses %j", async (name, body) => {
    const { POST } = routes[name as keyof typeof routes];
    const answer = await POST(request(`chat/${name}`, body), {});
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      ok: false,
      message: expect.stringContaining("请求的内容不对"),
    });
    expect(await db().sandboxPush.count()).toBe(0);
  });

  it("no other site's page may do anything", async () => {
    for (const { POST } of Object.values(routes)) {
      const foreign = request("chat/x", text, "lin", { "sec-fetch-site": "cross-site" });
      expect((await POST(foreign, {})).status).toBe(403);
    }
  });

  it("none of it is there while the sandbox is off", async () => {
    changeSettings({ WECHAT_SANDBOX: "0" });
    for (const route of [...Object.values(routes), chatRoute]) {
      for (const method of [route.GET, route.POST, route.OPTIONS]) {
        expect((await method(request("chat"), {})).status).toBe(404);
      }
    }
  });
});
