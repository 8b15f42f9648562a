import { describe, expect, it } from "vitest";
import { createRobot, msgSignature } from "@/lib/wechat";
import { forbidden, refusal, seconds } from "./message-refused";
import { account, hasKey, modes, post, requestOf, said, start, textXml, token } from "./message-support";

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
