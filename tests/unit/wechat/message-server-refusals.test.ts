import { createCipheriv } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createRobot, msgSignature } from "@/lib/wechat";
import {
  account,
  aesKey,
  appid,
  gh,
  hasKey,
  type Mode,
  modes,
  post,
  requestOf,
  type Sending,
  said,
  start,
  textXml,
  token,
} from "./message-support";

const seconds = String(start / 1000);
const otherKey = "ZYXWVUTSRQPONMLKJIHGFEDCBAabcdefghijklmnopq";

/** Sends it to a robot that must not be asked. */
async function refusal(mode: Mode, xml: string, how: Sending = {}) {
  let isAsked = false;
  const robot = createRobot().use(() => {
    isAsked = true;
    return null;
  });
  const { send, events, later, time } = account(mode, { robot });
  const response = await send(xml, how);
  const body = await response.text();
  expect([isAsked, later, time.pending()]).toEqual([false, [], 0]);
  expect(events).toHaveLength(1);
  const [event] = events;
  if (event?.kind !== "refused") throw new Error(`told of ${event?.kind}`);
  expect(event.status).toBe(response.status);
  expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
  expect(body.length).toBeLessThan(60);
  return { status: response.status, reason: event.reason, hint: event.hint, body };
}

const forbidden = (reason: string) => ({ status: 403, reason, body: "This request is not accepted.\n" });
const unreadable = (reason: string) => ({ status: 400, reason, body: "This message cannot be read.\n" });

describe.each(modes)("a request that is not WeChat's, %s", (mode) => {
  const name = hasKey(mode) ? "msg_signature" : "signature";

  it("with a wrong signature", async () => {
    const query = { [name]: "0".repeat(40) };
    expect(await refusal(mode, textXml("x"), { query })).toMatchObject(forbidden("signature"));
  });

  it("without a signature", async () => {
    const reason = hasKey(mode) ? "signature" : "query";
    expect(await refusal(mode, textXml("x"), { query: { [name]: null } })).toMatchObject(forbidden(reason));
  });

  it("with the signature of another nonce or time", async () => {
    const others: Record<string, string>[] = [{ nonce: "1" }, { timestamp: String(start / 1000 + 1) }];
    for (const query of others)
      expect(await refusal(mode, textXml("x"), { query })).toMatchObject(forbidden("signature"));
  });

  it.each([-601, 601])("with a right signature that is %i seconds off", async (off) => {
    const how = { now: start + off * 1000 };
    expect(await refusal(mode, textXml("x"), how)).toMatchObject(forbidden("stale"));
  });

  it.each(["signature", "timestamp", "nonce"])("with %s twice", async (twice) => {
    const parameter = twice === "signature" ? name : twice;
    const once = requestOf(mode, textXml("x"));
    const { server, events } = account(mode);
    const url = new URL(once.url);
    url.searchParams.append(parameter, url.searchParams.get(parameter) ?? "");
    expect((await server(new Request(url, once))).status).toBe(403);
    expect(events).toMatchObject([{ kind: "refused", reason: "query" }]);
  });
});

describe("which mode it is", () => {
  it.each(["safe", "compatible"] as const)("%s: plaintext is refused when a key is set", async (mode) => {
    const plain = { body: textXml("x") };
    const found = await refusal(mode, "", plain);
    expect(found).toMatchObject(forbidden("plaintext"));
    expect(found.hint).toContain("safe mode");
  });

  it("plaintext with a right plain signature, without encrypt_type, is refused when a key is set", async () => {
    const query = { encrypt_type: "raw", msg_signature: null };
    const found = await refusal("safe", "", { body: textXml("x"), query });
    expect(found).toMatchObject(forbidden("plaintext"));
  });

  it("an envelope alone is refused without a key, and the hint says which", async () => {
    const sealed = await requestOf("safe", textXml("x")).text();
    const found = await refusal("plain", "", { body: sealed });
    expect(found).toMatchObject(forbidden("encrypted"));
    expect(found.hint).toContain("set the AES key");
  });

  it("encrypt_type changes nothing", async () => {
    for (const type of ["raw", "aes", "none", null]) {
      for (const mode of modes) {
        const { send } = account(mode);
        expect(await said(mode, send(textXml("你好"), { query: { encrypt_type: type } }))).toBe("你说：你好");
      }
    }
  });

  it("the plain part of a compatible body is not believed beside a key", async () => {
    const xml = textXml("真");
    const { send } = account("compatible");
    const body = (await requestOf("compatible", xml).text()).replace("[真]", "[假]");
    const query = Object.fromEntries(new URL(requestOf("compatible", xml).url).searchParams);
    const encrypted = /<Encrypt><!\[CDATA\[(.*?)\]\]>/.exec(body)?.[1] ?? "";
    query.msg_signature = msgSignature(token, seconds, query.nonce ?? "", encrypted);
    expect(await said("compatible", send("<xml></xml>", { body, query }))).toBe("你说：真");
  });
});

/** Encrypts bytes as they are, and signs what comes of it. */
function raw(plain: Buffer): Sending {
  const key = Buffer.from(`${aesKey}=`, "base64");
  const cipher = createCipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
  return { encrypted: Buffer.concat([cipher.update(plain), cipher.final()]).toString("base64") };
}

function inside(body: string | Buffer, says?: number): Buffer {
  const bytes = Buffer.from(body);
  const head = Buffer.alloc(20, 7);
  head.writeUInt32BE(says ?? bytes.length, 16);
  const plain = Buffer.concat([head, bytes, Buffer.from(appid)]);
  const padding = 32 - (plain.length % 32);
  return Buffer.concat([plain, Buffer.alloc(padding, padding)]);
}

const sealedText = (xml: string) => raw(inside(xml)).encrypted ?? "";

describe.each(["safe", "compatible"] as const)("a good signature around a bad envelope, %s", (mode) => {
  it("for another appid", async () => {
    const found = await refusal(mode, textXml("x"), { appid: "wx9999999999999999" });
    expect(found).toMatchObject(forbidden("appid"));
  });

  it("with another key", async () => {
    const found = await refusal(mode, textXml("x"), { encodingAesKey: otherKey });
    expect(found).toMatchObject(forbidden("envelope"));
  });

  it.each<[string, () => Sending]>([
    [
      "with a bad padding",
      () => raw(Buffer.concat([inside(textXml("x")).subarray(0, -1), Buffer.from([99])])),
    ],
    ["whose length lies beyond its end", () => raw(inside(textXml("x"), 100_000))],
    ["whose length is 4 GB", () => raw(inside(textXml("x"), 0xffffffff))],
    ["cut within its base64", () => ({ encrypted: sealedText(textXml("x")).slice(0, -3) })],
    ["cut to whole quartets", () => ({ encrypted: sealedText(textXml("x")).slice(0, -8) })],
    ["cut to whole blocks", () => ({ encrypted: sealedText(textXml("x")).slice(0, 128) })],
    ["with nothing in it but blanks", () => ({ encrypted: "    " })],
    ["that is no base64", () => ({ encrypted: "你好" })],
    ["whose message is not UTF-8", () => raw(inside(Buffer.from([0xff, 0xfe, 0x00])))],
  ])("%s", async (_, how) => {
    expect(await refusal(mode, textXml("x"), how())).toMatchObject(forbidden("envelope"));
  });

  it("whose length lies shorter, so that the appid is another", async () => {
    expect(await refusal(mode, textXml("x"), raw(inside(textXml("x"), 5)))).toMatchObject(forbidden("appid"));
  });

  it("to another receiver than the one inside", async () => {
    const outside = { outside: "gh_another" };
    if (mode === "safe")
      expect(await refusal(mode, textXml("x"), outside)).toMatchObject(forbidden("receiver"));
    const xml = textXml("x");
    const other = sealedText(xml.replace(gh, "gh_another"));
    expect(await refusal(mode, xml, { encrypted: other })).toMatchObject(forbidden("receiver"));
  });

  it("with an empty envelope", async () => {
    expect(await refusal(mode, textXml("x"), { encrypted: "" })).toMatchObject(forbidden("plaintext"));
  });
});

it("takes an envelope without a receiver outside", async () => {
  const { send } = account("safe");
  expect(await said("safe", send(textXml("你好"), { outside: null }))).toBe("你说：你好");
});

it("takes earlier keys, and answers with the one that fits", async () => {
  const { server } = account("safe", { aesKey: otherKey, previousAesKeys: ["A".repeat(43), aesKey] });
  expect(await said("safe", server(requestOf("safe", textXml("旧")))).valueOf()).toBe("你说：旧");
});

describe.each(["plain", "safe"] as const)("a good signature around a bad message, %s", (mode) => {
  const bad: Record<string, [string, string]> = {
    nothing: ["", "xml"],
    "a DOCTYPE": [`<!DOCTYPE xml>${textXml("x")}`, "xml"],
    "an entity bomb": [
      `<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;">]>${textXml("x").replace("<![CDATA[x]]>", "&b;")}`,
      "xml",
    ],
    "a __proto__ tag": [textXml("x").replace(/<\/xml>$/, "<__proto__><a>1</a></__proto__></xml>"), "xml"],
    "a constructor tag": [textXml("x").replace(/<\/xml>$/, "<constructor>1</constructor></xml>"), "xml"],
    "10,000 nested tags": [`<xml>${"<a>".repeat(10_000)}</xml>`, "xml"],
    JSON: ['{"MsgType":"text"}', "json"],
    "no MsgType": [textXml("x", { MsgType: undefined, Event: 1 }), "fields"],
    "an empty MsgType": [textXml("x", { MsgType: "" }), "fields"],
    "no sender": [textXml("x", { FromUserName: undefined }), "fields"],
    "an empty sender": [textXml("x", { FromUserName: "" }), "fields"],
    "a sender with blanks": [textXml("x", { FromUserName: "a b" }), "fields"],
    "an endless sender": [textXml("x", { FromUserName: "o".repeat(129) }), "fields"],
    "no receiver": [textXml("x", { ToUserName: undefined }), "fields"],
    "no time": [textXml("x", { CreateTime: undefined }), "fields"],
    "a time that is none": [textXml("x", { CreateTime: "yesterday" }), "fields"],
    "a content twice": [textXml("x").replace("<MsgId>", "<Content>y</Content><MsgId>"), "fields"],
    "a sender twice": [textXml("x").replace("<MsgId>", "<FromUserName>y</FromUserName><MsgId>"), "fields"],
    "a content with elements": [textXml("x").replace("<![CDATA[x]]>", "<a>1</a>"), "fields"],
  };

  it.each(Object.entries(bad))("%s", async (_, [xml, reason]) => {
    expect(await refusal(mode, xml)).toMatchObject(unreadable(reason));
  });

  it("100,000 nested tags", async () => {
    const found = await refusal(mode, `<xml>${"<a>".repeat(100_000)}</xml>`);
    expect(found).toMatchObject({ status: 413, reason: "size" });
  });
});

it("takes a compatible message's envelope out of it, as if it had come plain", async () => {
  let raw: unknown;
  const robot = createRobot().handler((message) => {
    raw = message.raw;
    return null;
  });
  await account("compatibleAsPlain", { robot }).send(textXml("x"));
  expect(raw).toMatchObject({ Content: "x" });
  expect(raw).not.toHaveProperty("Encrypt");
});

describe.each(["plain", "safe"] as const)("a body, %s", (mode) => {
  it("that is not UTF-8", async () => {
    const bytes = Buffer.concat([
      Buffer.from("<xml><a>"),
      Buffer.from([0xc3, 0x28]),
      Buffer.from("</a></xml>"),
    ]);
    expect(await refusal(mode, "<xml></xml>", { body: bytes })).toMatchObject(unreadable("body"));
  });

  it("in UTF-16", async () => {
    const bytes = Buffer.from(`\uFEFF${textXml("x")}`, "utf16le");
    expect(await refusal(mode, "<xml></xml>", { body: bytes })).toMatchObject(unreadable("body"));
  });

  it("that is longer than it may be is read no further than that", async () => {
    const chunk = new Uint8Array(16 * 1024).fill(0x20);
    let pulled = 0;
    let isCancelled = false;
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          pulled += chunk.length;
          if (pulled > 10 * 1024 * 1024) controller.close();
          else controller.enqueue(chunk);
        },
        cancel() {
          isCancelled = true;
        },
      },
      { highWaterMark: 0 },
    );
    const found = await refusal(mode, "<xml></xml>", { body });
    expect(found).toMatchObject({ status: 413, reason: "size", body: "The message is too large.\n" });
    const limit = (mode === "safe" ? 128 : 64) * 1024;
    expect(pulled).toBe(limit + chunk.length);
    expect(isCancelled).toBe(true);
  });

  it("that says it is 10 MB long is not read", async () => {
    let pulled = 0;
    const pull = () => {
      pulled += 1;
    };
    const body = new ReadableStream<Uint8Array>({ pull }, { highWaterMark: 0 });
    const headers = { "content-length": String(10 * 1024 * 1024) };
    const found = await refusal(mode, "<xml></xml>", { body, headers });
    expect(found).toMatchObject({ status: 413, reason: "size" });
    expect(pulled).toBe(0);
  });

  it("that breaks off", async () => {
    const pull = (controller: ReadableStreamDefaultController) => controller.error(new Error("gone"));
    const body = new ReadableStream<Uint8Array>({ pull });
    expect(await refusal(mode, "<xml></xml>", { body })).toMatchObject(unreadable("body"));
  });

  it("that somebody has read already", async () => {
    const { server, events } = account(mode);
    const request = requestOf(mode, textXml("x"));
    await request.text();
    expect((await server(request)).status).toBe(400);
    expect(events).toMatchObject([{ reason: "body" }]);
  });

  it("that does not end is given up in time", async () => {
    const { server, events, time } = account(mode);
    const request = requestOf(mode, "<xml></xml>", { body: new ReadableStream<Uint8Array>({ pull() {} }) });
    const response = server(request);
    await time.advance(4500);
    expect((await response).status).toBe(408);
    expect(events).toMatchObject([{ kind: "refused", reason: "slow", status: 408 }]);
  });
});

it("does not read the body of a request whose plain signature is wrong", async () => {
  let pulled = 0;
  const pull = () => {
    pulled += 1;
  };
  const body = new ReadableStream<Uint8Array>({ pull }, { highWaterMark: 0 });
  const query = new URLSearchParams({ signature: "0".repeat(40), timestamp: seconds, nonce: "1" });
  const { server } = account("plain");
  expect((await server(post(query, body))).status).toBe(403);
  expect(pulled).toBe(0);
});
