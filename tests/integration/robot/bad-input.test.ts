import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { GET, POST } from "@/app/wechat/route";
import { setClockOffset } from "@/lib/clock";
import { db } from "@/lib/db";
import { sandboxAccounts } from "@/lib/sandbox/accounts";
import { watchLog } from "@/tests/support/log";
import { addressCheck, delivery, openid, post, textXml } from "@/tests/support/robot-messages";
import { changeSettings } from "@/tests/support/settings";
import { freshWorld } from "@/tests/support/world";

/** The route as Next calls it, and what it says to those who are not WeChat. */

const { aesKey } = sandboxAccounts.robot;
let undo = () => {};

beforeAll(() => freshWorld({ WEROBOT_MODE: undefined, WEROBOT_ROLE: undefined }));
afterEach(async () => {
  setClockOffset(0);
  undo();
  undo = () => {};
  vi.restoreAllMocks();
  await db().robotMessage.deleteMany();
});

const plain = () => {
  undo = changeSettings({ WEROBOT_MODE: "plain" });
};

/** A delivery with other parameters or another body. */
async function spoilt(
  request: Request,
  change: { query?: Record<string, string>; body?: (body: string) => string },
): Promise<Request> {
  const url = new URL(request.url);
  for (const [name, value] of Object.entries(change.query ?? {})) url.searchParams.set(name, value);
  return post(`${url.pathname}${url.search}`, (change.body ?? String)(await request.text()));
}

const rows = async () =>
  (await db().robotMessage.count()) + (await db().robotSession.count()) + (await db().follower.count());

async function refused(request: Request): Promise<number> {
  const { lines, text } = watchLog();
  const answer = await POST(request);
  expect(await rows()).toBe(0);
  expect(lines()).toMatchObject([{ event: "robot.refused", status: answer.status }]);
  for (const secret of [sandboxAccounts.robot.token, aesKey, "geheim", openid()])
    expect(text() + (await answer.clone().text())).not.toContain(secret);
  return answer.status;
}

const accountSettings = (appid: string) => ({
  WECHAT_SANDBOX: "0",
  WXAUTH_MP_APPID: appid,
  WXAUTH_MP_SECRET: "0123456789abcdef0123456789abcdef",
  WEROBOT_TOKEN: "AnotherToken",
  WEROBOT_AES_KEY: aesKey,
});

const wrong = "0".repeat(40);
const message = () => delivery(textXml("geheim"));

describe("an encrypted message", () => {
  it("is taken as WeChat sends it", async () => {
    const answer = await POST(message());
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("text/xml; charset=utf-8");
    expect(await db().robotMessage.count()).toBe(1);
  });

  it.each<[string, () => Request | Promise<Request>, number]>([
    ["with another signature", () => spoilt(message(), { query: { msg_signature: wrong } }), 403],
    ["with no signature", () => spoilt(message(), { query: { msg_signature: "" } }), 403],
    ["with another nonce", () => spoilt(message(), { query: { nonce: "1" } }), 403],
    ["with no parameters", async () => post("/wechat", await message().text()), 403],
    [
      "that was changed",
      () => spoilt(message(), { body: (body) => body.replace(/.{4}\]\]/, "AAAA]]") }),
      403,
    ],
    ["for another account", foreignEnvelope, 403],
    ["without its envelope", () => spoilt(message(), { body: () => textXml("geheim") }), 403],
    ["with an empty body", () => spoilt(message(), { body: () => "" }), 400],
    ["that is JSON", () => spoilt(message(), { body: () => '{"ToUserName":"x"}' }), 400],
    ["with a DOCTYPE", () => spoilt(message(), { body: (body) => `<!DOCTYPE xml>${body}` }), 400],
    ["of 10 MB", () => spoilt(message(), { body: () => `<xml>${"x".repeat(10_000_000)}</xml>` }), 413],
  ])("%s is refused, changes nothing, and is one line of the log", async (_, request, status) => {
    expect(await refused(await request())).toBe(status);
  });

  /** Encrypted and signed with our key and token, and another appid at the envelope's end. */
  function foreignEnvelope(): Request {
    const ours = accountSettings("wx1111111111111111");
    undo = changeSettings(accountSettings("wx2222222222222222"));
    const request = message();
    undo();
    undo = changeSettings(ours);
    return request;
  }

  it("that is 11 minutes old, or from the future, is refused", async () => {
    const request = message();
    setClockOffset(11 * 60_000);
    expect(await refused(request)).toBe(403);
    vi.restoreAllMocks();
    const future = message();
    setClockOffset(0);
    expect(await refused(future)).toBe(403);
  });
});

describe("a plain message", () => {
  beforeEach(plain);

  it.each<[string, () => Request | Promise<Request>, number]>([
    ["with another signature", () => spoilt(message(), { query: { signature: wrong } }), 403],
    ["with no signature", () => spoilt(message(), { query: { signature: "" } }), 403],
    ["that is none", () => spoilt(message(), { body: () => "hello" }), 400],
    [
      "without a sender",
      () => spoilt(message(), { body: (body) => body.replaceAll("FromUserName", "From") }),
      400,
    ],
    ["with a DOCTYPE", () => spoilt(message(), { body: (body) => `<!DOCTYPE xml SYSTEM "x">${body}` }), 400],
    [
      "with __proto__",
      () => spoilt(message(), { body: (body) => body.replace("<xml>", "<xml><__proto__>1</__proto__>") }),
      400,
    ],
    ["nested 100,000 deep", () => spoilt(message(), { body: () => `<xml>${"<a>".repeat(100_000)}` }), 413],
    ["of 10 MB", () => spoilt(message(), { body: () => "x".repeat(10_000_000) }), 413],
  ])("%s is refused, changes nothing, and is one line of the log", async (_, request, status) => {
    expect(await refused(await request())).toBe(status);
  });

  it("that is encrypted is refused: there is no key for it", async () => {
    undo();
    const request = message();
    plain();
    expect(await refused(request)).toBe(403);
  });
});

describe("the check of the address", () => {
  it.each([
    ["encrypted", undefined],
    ["plain", "plain"],
  ])("is answered with the echo and nothing else, %s", async (_, mode) => {
    undo = changeSettings({ WEROBOT_MODE: mode });
    const answer = await GET(addressCheck());
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(await answer.text()).toBe("4375120948345356249");
  });

  it.each([
    ["another signature", { signature: wrong }],
    ["an empty signature", { signature: "" }],
    ["another timestamp", { timestamp: "1714036504" }],
    ["another nonce", { nonce: "1" }],
  ])("with %s is refused", async (_, changes) => {
    const { lines } = watchLog();
    const answer = await GET(addressCheck(changes));
    expect(answer.status).toBe(403);
    expect(await answer.text()).not.toContain("4375120948345356249");
    expect(lines()).toHaveLength(1);
  });
});

describe("where there is no endpoint", () => {
  it("everything is a 404", async () => {
    const [check, request] = [addressCheck(), message()];
    undo = changeSettings({ WECHAT_SANDBOX: "0" });
    for (const answer of [await GET(check), await POST(request)]) {
      expect(answer.status).toBe(404);
      expect(await answer.text()).toBe("not here");
    }
    expect(await rows()).toBe(0);
  });

  it("/wechat is none while WEROBOT_ROLE is another path, which is", async () => {
    undo = changeSettings({ WEROBOT_ROLE: "/hook/wx" });
    expect((await GET(addressCheck())).status).toBe(404);
    expect((await POST(message())).status).toBe(404);
    expect((await GET(addressCheck({}, "/hook/wx"))).status).toBe(200);
    expect((await POST(delivery(textXml("你好"), "/hook/wx"))).status).toBe(200);
    expect((await GET(addressCheck({}, "/Hook/wx"))).status).toBe(404);
  });

  it("but on Vercel, which may tell the route either address", async () => {
    undo = changeSettings({ WEROBOT_ROLE: "/hook/wx", VERCEL: "1" });
    expect((await GET(addressCheck())).status).toBe(200);
    expect((await GET(addressCheck({}, "/hook/wx"))).status).toBe(200);
  });
});
