import { describe, expect, it, vi } from "vitest";
import { type createMessageServer, sha1Sorted } from "@/lib/wechat";
import { account, aesKey, hasKey, modes, start, token } from "./message-support";

const seconds = String(start / 1000);
const nonce = "1514711492";

function query(changes: Record<string, string> = {}): URLSearchParams {
  const given = { timestamp: seconds, nonce, echostr: "4375120948345356249", ...changes };
  const signature = sha1Sorted(token, given.timestamp, given.nonce);
  return new URLSearchParams({ signature, ...given });
}

const check = (url: URLSearchParams | string) => new Request(`http://shop.example/wechat?${url}`);

describe.each(modes)("the address check, %s", (mode) => {
  it("gives the echo back, and nothing else", async () => {
    const { server, events } = account(mode);
    const response = await server(check(query()));
    expect(response.status).toBe(200);
    expect(await response.text()).toBe("4375120948345356249");
    expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(events).toEqual([]);
  });

  it("sets no timer going that goes on", async () => {
    const { server, time } = account(mode);
    await server(check(query()));
    expect(time.pending()).toBe(0);
  });

  const wrong: Record<string, [() => string, string]> = {
    "a wrong signature": [() => query({ signature: "0".repeat(40) }).toString(), "signature"],
    "another token's signature": [
      () => query({ signature: sha1Sorted("another", seconds, nonce) }).toString(),
      "signature",
    ],
    "the signature in capitals": [
      () => query({ signature: sha1Sorted(token, seconds, nonce).toUpperCase() }).toString(),
      "signature",
    ],
    "a short signature": [() => query({ signature: "00" }).toString(), "signature"],
    "a long signature": [() => query({ signature: "0".repeat(41) }).toString(), "query"],
    "no parameter at all": [() => "", "query"],
    ...Object.fromEntries(
      ["signature", "timestamp", "nonce", "echostr"].flatMap((name) => [
        [
          `no ${name}`,
          [
            () => {
              const params = query();
              params.delete(name);
              return params.toString();
            },
            "query",
          ],
        ],
        [
          `an empty ${name}`,
          [
            () =>
              query()
                .toString()
                .replace(new RegExp(`${name}=[^&]*`), `${name}=`),
            "query",
          ],
        ],
        [`${name} twice`, [() => `${query()}&${name}=${query().get(name)}`, "query"]],
      ]),
    ),
    "a timestamp before the window": [
      () => query({ timestamp: String(start / 1000 - 601) }).toString(),
      "stale",
    ],
    "a timestamp after the window": [
      () => query({ timestamp: String(start / 1000 + 601) }).toString(),
      "stale",
    ],
    "a timestamp in milliseconds": [() => query({ timestamp: String(start) }).toString(), "query"],
    "a timestamp that is no number": [() => query({ timestamp: "NaN" }).toString(), "stale"],
    "a timestamp with an exponent": [() => query({ timestamp: "1714536e3" }).toString(), "stale"],
    "a long echo": [() => query({ echostr: "1".repeat(257) }).toString(), "query"],
    "a long nonce": [() => query({ nonce: "1".repeat(129) }).toString(), "query"],
  };

  it.each(Object.entries(wrong))("refuses %s", async (_, [url, reason]) => {
    const { server, events } = account(mode);
    const response = await server(check(url()));
    expect(response.status).toBe(403);
    expect(await response.text()).toBe("This request is not accepted.\n");
    expect(events).toMatchObject([{ kind: "refused", reason, status: 403 }]);
  });
});

describe("the clock window", () => {
  it.each([-600, 600])("takes what is %i seconds off, and its own width", async (off) => {
    const timestamp = String(start / 1000 + off);
    expect((await account("plain").server(check(query({ timestamp })))).status).toBe(200);
    const { server } = account("plain", { toleranceSeconds: 599 });
    expect((await server(check(query({ timestamp })))).status).toBe(403);
  });
});

describe("other methods", () => {
  it.each(["HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"])("%s is not allowed", async (method) => {
    const { server, events } = account("safe");
    const response = await server(new Request(`http://shop.example/wechat?${query()}`, { method }));
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, POST"]);
    expect(events).toMatchObject([{ kind: "refused", reason: "method", status: 405 }]);
  });
});

/** Printed in the protocol's text. (Message server, server URL check; pushes) */
describe("official examples", () => {
  const official = (mode: "plain" | "safe", at: number) =>
    account(mode, {
      token: "AAAAA",
      aesKey: hasKey(mode) ? "A".repeat(43) : null,
      appid: "wxba5fad812f8e6fb9",
      now: () => at * 1000,
    });
  const push = (url: string, body: string) =>
    new Request(`http://shop.example/wechat?${url}`, { method: "POST", body });
  const json =
    '{"ToUserName":"gh_97417a04a28d","FromUserName":"o9AgO5Kd5ggOC-bXrbNODIiE3bGY","CreateTime":1714037059,"MsgType":"event"}';

  it("the address check", async () => {
    const url =
      "signature=f464b24fc39322e44b38aa78f5edd27bd1441696&echostr=4375120948345356249&timestamp=1714036504&nonce=1514711492";
    const response = await official("safe", 1714036504).server(check(url));
    expect(await response.text()).toBe("4375120948345356249");
  });

  it("a plain push: the signature holds, JSON is refused", async () => {
    const { server, events } = official("plain", 1714037059);
    const url = "signature=899cf89e464efb63f54ddac96b0a0a235f53aa78&timestamp=1714037059&nonce=486452656";
    expect((await server(push(url, json))).status).toBe(400);
    expect((await server(push(url.replace("899c", "899d"), json))).status).toBe(403);
    expect(events).toMatchObject([
      { reason: "json", status: 400, hint: expect.stringContaining("XML") },
      { reason: "signature" },
    ]);
  });

  it("an encrypted push: the signature holds, it is decrypted, JSON is refused", async () => {
    const encrypted =
      "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv6JsXUnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04=";
    const { server, events } = official("safe", 1714112445);
    const url =
      "signature=6c5c811b55cc85e0e1b54100749188c20beb3f5d&timestamp=1714112445&nonce=415670741&encrypt_type=aes&msg_signature=046e02f8204d34f8ba5fa3b1db94908f3df2e9b3";
    const body = `<xml><ToUserName><![CDATA[gh_97417a04a28d]]></ToUserName><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`;
    expect((await server(push(url, body))).status).toBe(400);
    expect((await server(push(url, body.replace("+qdx", "+qdy")))).status).toBe(403);
    expect(events).toMatchObject([{ reason: "json" }, { reason: "signature" }]);
  });
});

describe("settings", () => {
  const options = (tuning: Partial<Parameters<typeof createMessageServer>[0]>) => () =>
    account("plain", tuning);

  it.each([
    ["no token", { token: "" }],
    ["a token with other characters", { token: "a b c" }],
    ["a token that is too long", { token: "a".repeat(33) }],
    ["an AES key that is none", { aesKey: "short" }],
    ["an earlier AES key that is none", { aesKey, previousAesKeys: [""] }],
    ["an AES key without an appid", { aesKey, appid: "" }],
  ])("%s is an error at once", (_, tuning) => {
    expect(options(tuning)).toThrow(expect.objectContaining({ kind: "config" }));
  });

  it("an observer that throws disturbs nobody", async () => {
    const onEvent = vi.fn(() => {
      throw new Error("broken");
    });
    const { server } = account("plain", { onEvent });
    expect((await server(check(""))).status).toBe(403);
    expect(onEvent).toHaveBeenCalledOnce();
  });
});
