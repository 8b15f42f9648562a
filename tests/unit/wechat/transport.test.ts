import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { createGateway, createTransport, parseJson, WechatError } from "@/lib/wechat";
import { getJson, maxAnswerBytes, postJson, postText, send, withQuery } from "@/lib/wechat/transport";
import { fakeWechat, rejection } from "./support";

const host = "api.weixin.qq.com";
const secret = "5ecre7-5ecre7";

/** Everything a log might print of an error. */
function printed(error: unknown): string {
  if (!(error instanceof WechatError)) throw error;
  return `${error.stack} ${JSON.stringify({ ...error })} ${String(error.cause)}`;
}

describe("getJson, bad answers", () => {
  it.each(["", "hello", "{", '{"a":1}x', "<xml></xml>", "undefined", '{"a":"'])(
    "takes %j as malformed, its result unknown",
    async (text) => {
      const { transport } = fakeWechat(() => text);
      const error = await rejection(getJson(transport, host, "/x"));
      expect(error).toMatchObject({ kind: "malformed", outcome: "unknown", retryable: false });
    },
  );

  it.each([
    [400, "refused", false],
    [403, "refused", false],
    [404, "refused", false],
    [429, "refused", true],
    [500, "unknown", true],
    [502, "unknown", true],
    [304, "refused", false],
  ])("takes HTTP %i as an error", async (status, outcome, retryable) => {
    const { transport } = fakeWechat(
      () => new Response(status === 304 ? null : "<html>no</html>", { status }),
    );
    const error = await rejection(getJson(transport, host, "/x"));
    expect(error).toMatchObject({ kind: "http", code: `HTTP_${status}`, outcome, retryable });
  });

  it("stops reading an answer that is too large", async () => {
    let sent = 0;
    const tooMuch = new ReadableStream({
      pull(controller) {
        sent += 65_536;
        controller.enqueue(new Uint8Array(65_536));
        if (sent > 4 * maxAnswerBytes) controller.close();
      },
    });
    const { transport } = fakeWechat(() => new Response(tooMuch));
    expect(await rejection(getJson(transport, host, "/x"))).toMatchObject({
      code: "TOO_LARGE",
      kind: "malformed",
      outcome: "unknown",
    });
    expect(sent).toBeLessThan(maxAnswerBytes + 5 * 65_536);
  });

  it("takes a broken connection as network, and names its cause", async () => {
    const { transport } = fakeWechat(() => {
      throw new TypeError("fetch failed", { cause: Object.assign(new Error("x"), { code: "ECONNREFUSED" }) });
    });
    const error = await rejection(getJson(transport, host, "/x"));
    expect(error).toMatchObject({
      kind: "network",
      outcome: "unknown",
      retryable: true,
      message: expect.stringContaining("ECONNREFUSED"),
    });
  });

  it("takes a body that breaks off as network", async () => {
    const broken = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"a":'));
        controller.error(new TypeError("terminated"));
      },
    });
    const { transport } = fakeWechat(() => new Response(broken));
    expect(await rejection(getJson(transport, host, "/x"))).toMatchObject({
      kind: "network",
      outcome: "unknown",
    });
  });

  it("gives up after the time allowed", async () => {
    const never = createTransport({
      timeoutMs: 5,
      fetch: (_, init) =>
        new Promise((_resolve, reject) => {
          init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
        }),
    });
    expect(await rejection(getJson(never, host, "/x"))).toMatchObject({
      kind: "timeout",
      code: "TIMEOUT",
      outcome: "unknown",
      retryable: true,
    });
  });

  it("never tells a secret, whatever fails", async () => {
    const query = { appid: "wx1", secret };
    const url = `https://${host}/x?appid=wx1&secret=${secret}`;
    const failures = [
      () => new Response(`<h1>Cannot GET ${url}</h1>`, { status: 404 }),
      () => new Response(`{"secret": "${secret}"}`, { status: 500 }),
      () => `not JSON: ${url}`,
      () => {
        throw new TypeError(`Failed to parse URL from ${url}`, {
          cause: Object.assign(new Error(url), { code: url }),
        });
      },
    ];
    for (const failure of failures) {
      const { transport } = fakeWechat(failure);
      expect(printed(await rejection(getJson(transport, host, "/x", query)))).not.toContain(secret);
    }
  });
});

describe("a real server", () => {
  async function serving(listener: Parameters<typeof createServer>[1], use: (base: string) => Promise<void>) {
    const server = createServer(listener ?? (() => {}));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  it("is reached through the gateway, with JSON as raw UTF-8", async () => {
    const seen: string[] = [];
    const listener: Parameters<typeof createServer>[1] = (request, response) => {
      let body = "";
      request.setEncoding("utf8").on("data", (part) => {
        body += part;
      });
      request.on("end", () => {
        seen.push(`${request.method} ${request.url} ${request.headers["content-type"] ?? ""} ${body}`);
        response.setHeader("content-type", "text/plain").end('{"errcode":0}');
      });
    };
    await serving(listener, async (base) => {
      const transport = createTransport({ gateway: createGateway(`${base}/sandbox/`) });
      expect(await getJson(transport, host, "/sns/auth", { a: "中 &", b: undefined })).toEqual({
        errcode: 0,
      });
      expect(await postJson(transport, host, "/cgi-bin/x?access_token=t", { name: "宝石" })).toEqual({
        errcode: 0,
      });
      expect(await postText(transport, host, "/pay", "<xml/>", "text/xml")).toBe('{"errcode":0}');
    });
    expect(seen).toEqual([
      `GET /sandbox/${host}/sns/auth?a=%E4%B8%AD%20%26  `,
      `POST /sandbox/${host}/cgi-bin/x?access_token=t application/json; charset=utf-8 {"name":"宝石"}`,
      `POST /sandbox/${host}/pay text/xml <xml/>`,
    ]);
  });

  it("that is silent, gone or redirects is an error", async () => {
    let redirected = "";
    await serving(
      (request, response) => {
        if (request.url?.endsWith("/moved")) response.writeHead(302, { location: "/elsewhere" }).end();
        else if (request.url === "/elsewhere") redirected = "followed";
        // Anything else is never answered.
      },
      async (base) => {
        const gateway = createGateway(base);
        expect(
          await rejection(send(createTransport({ gateway, timeoutMs: 50 }), host, "/silent")),
        ).toMatchObject({ kind: "timeout" });
        expect(await rejection(send(createTransport({ gateway }), host, "/moved"))).toMatchObject({
          kind: "network",
        });
      },
    );
    expect(redirected).toBe("");
    const gone = createTransport({ gateway: createGateway("http://127.0.0.1:1") });
    expect(await rejection(send(gone, host, "/"))).toMatchObject({ kind: "network", outcome: "unknown" });
  });
});

describe("parseJson", () => {
  it("bears a byte order mark and raw control characters in strings", () => {
    expect(parseJson('\uFEFF{"nickname":"a\u0001b\nc\\n\\"",\n"b":1}')).toEqual({
      nickname: 'a\u0001b\nc\n"',
      b: 1,
    });
  });

  it("keeps 64-bit ids exact, as strings", () => {
    expect(
      parseJson(
        '{"msgid":9223372036854775807,"s":"1234567890123456789","n":9007199254740991,"f":0.1234567890123456,"e":1e20}',
      ),
    ).toEqual({
      msgid: "9223372036854775807",
      s: "1234567890123456789",
      n: 9007199254740991,
      f: 0.1234567890123456,
      e: 1e20,
    });
    expect(parseJson("[-9223372036854775807, 1]")).toEqual(["-9223372036854775807", 1]);
  });

  it("a string that does not end is no JSON, however many quotes it holds", () => {
    const quotes = '\\"'.repeat(200_000);
    for (const end of ["", "\\", "\u0001", " 1234567890123456"]) {
      const text = `{"errcode":1234567890123456,"errmsg":"${quotes}${end}`;
      expect(() => parseJson(text)).toThrow(expect.objectContaining({ code: "JSON" }));
      expect(parseJson(`${text.replace(/\\$/, "")}"}`)).toMatchObject({ errcode: 1234567890123456 });
    }
  });
});

describe("createGateway", () => {
  it.each([
    "sandbox",
    "/sandbox",
    "ftp://x",
    "http://",
    "http://x?a=1",
    "http://x#a",
    "javascript:alert(1)",
    "http://x\\y z",
  ])("refuses %j", (base) => {
    expect(() => createGateway(base)).toThrow(expect.objectContaining({ kind: "config" }));
  });

  it("addresses the host itself, or the host under its base", () => {
    expect(createGateway().url(host, "/a?b=c")).toBe(`https://${host}/a?b=c`);
    expect(createGateway("").url(host, "/a")).toBe(`https://${host}/a`);
    expect(createGateway("http://localhost:3000/sandbox").url(host, "/a#b")).toBe(
      `http://localhost:3000/sandbox/${host}/a#b`,
    );
    expect(createGateway("http://localhost:3000//").url(host, "/a")).toBe(`http://localhost:3000/${host}/a`);
  });
});

describe("withQuery", () => {
  it("encodes values, keeps their order and leaves undefined out", () => {
    expect(withQuery("/a", { b: "1", a: "x y/?", c: undefined })).toBe("/a?b=1&a=x%20y%2F%3F");
    expect(withQuery("/a", {})).toBe("/a");
  });
});
