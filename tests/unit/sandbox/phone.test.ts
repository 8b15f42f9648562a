import { createServer, type RequestListener, type Server } from "node:http";
import { describe, expect, it, vi } from "vitest";
import { answerPhone, innerHeaders, innerPath, withBridge } from "@/lib/sandbox/phone";
import { effectiveUserAgent, phoneUserAgent } from "@/lib/sandbox/phone-agent";

async function* chunks(...parts: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part);
}
async function injected(nonce: string | undefined, ...parts: (string | Uint8Array)[]): Promise<string> {
  const out: Uint8Array[] = [];
  for await (const chunk of withBridge(chunks(...parts), nonce)) out.push(chunk);
  return Buffer.concat(out).toString("utf8");
}
const script = '<script src="/sandbox/bridge.js"></script>';

describe("the phone puts the bridge into a page", () => {
  it("right after <head>", async () => {
    const page = '<!DOCTYPE html><html><head lang="zh"><meta charset="utf-8"></head><body>月</body></html>';
    expect(await injected(undefined, page)).toBe(
      page.replace('<head lang="zh">', `<head lang="zh">${script}`),
    );
  });

  it("also when the page comes in pieces, once, and leaves characters whole", async () => {
    const bytes = Buffer.from("<html><title>月光</title><head><b>宝石</b><head>");
    const pieces = [...bytes].map((byte) => Buffer.from([byte]));
    expect(await injected(undefined, ...pieces)).toBe(
      `<html><title>月光</title><head>${script}<b>宝石</b><head>`,
    );
  });

  it("with the page's nonce, and not into a <header>", async () => {
    expect(await injected("abc", "<header></header>")).toBe("<header></header>");
    expect(await injected("abc", "<head>")).toContain('nonce="abc"');
  });
});

describe("the phone's own request", () => {
  it.each([
    ["http://localhost:3000/sandbox/phone/orders/1?a=%20b", "/orders/1?a=%20b"],
    ["http://localhost:3000/sandbox/phone", "/"],
    ["http://localhost:3000/sandbox/phone?x=1", "/?x=1"],
    ["http://localhost:3000/cart", "/cart"],
  ])("%s asks for %s", (url, path) => {
    expect(innerPath(url)).toBe(path);
  });

  it("comes from WeChat and keeps cookies, origin and the kind of navigation", () => {
    const given = {
      cookie: "a=b",
      origin: "http://localhost:3000",
      host: "localhost:3000",
      "sec-fetch-site": "same-origin",
    };
    const desktop = {
      "user-agent": "Chrome",
      "sec-fetch-dest": "iframe",
      "x-sandbox-phone": "1",
      "if-none-match": "x",
      connection: "keep-alive",
    };
    const headers = innerHeaders(new Headers({ ...given, ...desktop, "sec-ch-ua-mobile": "?0" }));
    expect(headers).toMatchObject({ ...given, "user-agent": phoneUserAgent });
    for (const name of [
      "sec-fetch-dest",
      "x-sandbox-phone",
      "if-none-match",
      "connection",
      "sec-ch-ua-mobile",
    ]) {
      expect(headers).not.toHaveProperty(name);
    }
  });

  it("is an iPhone's when the cookie says so, which names no app", () => {
    const iphone = innerHeaders(new Headers({ cookie: "a=b; sandbox_device=iphone" }));
    expect(iphone["user-agent"]).toMatch(/iPhone.*MicroMessenger/);
    expect(iphone).not.toHaveProperty("x-requested-with");
    for (const cookie of ["sandbox_device=nokia", "x_sandbox_device=iphone", "sandbox_device="]) {
      const headers = innerHeaders(new Headers({ cookie }));
      expect(headers).toMatchObject({ "user-agent": phoneUserAgent, "x-requested-with": "com.tencent.mm" });
    }
  });

  it("never comes back to itself, nor to the sandbox", async () => {
    const ask = async (path: string, headers = {}) => {
      const answer = await answerPhone(
        new Request(`http://localhost:3000/sandbox/phone${path}`, { headers }),
      );
      return [answer.status, answer.headers.get("cache-control")];
    };
    const notHere = [404, "no-store"];
    expect(await ask("/cart", { "x-sandbox-inner": "1" })).toEqual(notHere);
    expect(await ask("/sandbox/phone/cart")).toEqual(notHere);
    expect(await ask("/sandbox")).toEqual(notHere);
  });
});

describe("the phone's answer stays out of caches, which know it by the page's own address", () => {
  async function ask(path: string, serve: RequestListener | null) {
    const server = createServer(serve ?? undefined);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    vi.stubEnv("PORT", String(typeof address === "object" ? address?.port : ""));
    if (serve === null) await closed(server);
    try {
      return await answerPhone(new Request(`http://localhost:3000/sandbox/phone${path}`));
    } finally {
      vi.unstubAllEnvs();
      if (serve !== null) await closed(server);
    }
  }
  const closed = (server: Server) => new Promise((resolve) => server.close(resolve));

  it.each([
    ["a page", 200, "text/html; charset=utf-8"],
    ["what the router fetches", 200, "text/x-component"],
    ["a redirect", 308, ""],
    ["a page that is not there", 404, "text/html"],
  ])("%s", async (_, status, type) => {
    const caching = { "cache-control": "s-maxage=31536000", "content-type": type };
    const answer = await ask("/", (_request, response) => response.writeHead(status, caching).end("x"));
    expect(answer.status).toBe(status);
    expect(await answer.text()).toBe("x");
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });

  it("a shop that is not there", async () => {
    const answer = await ask("/", null);
    expect([answer.status, answer.headers.get("cache-control")]).toEqual([502, "no-store"]);
  });
});

describe("who asks WeChat's own pages", () => {
  const agent = (headers: Record<string, string>) => effectiveUserAgent(new Headers(headers));
  it("is the phone when the frame asks, and the browser otherwise", () => {
    const desktop = { "user-agent": "Mozilla/5.0 Chrome/120" };
    expect(agent(desktop)).toBe(desktop["user-agent"]);
    expect(agent({ ...desktop, "sec-fetch-dest": "iframe" })).toBe(desktop["user-agent"]);
    expect(agent({ ...desktop, "sec-fetch-dest": "iframe", cookie: "a=b; sandbox_phone=lin" })).toBe(
      phoneUserAgent,
    );
    expect(agent({ ...desktop, "x-sandbox-phone": "1" })).toBe(phoneUserAgent);
    expect(agent({ ...desktop, "x-sandbox-phone": "1", cookie: "sandbox_device=iphone" })).toContain(
      "iPhone",
    );
    expect(agent({ ...desktop, cookie: "sandbox_device=iphone" })).toBe(desktop["user-agent"]);
    expect(agent({ "user-agent": "x MicroMessenger/7.0.1 y" })).toContain("7.0.1");
  });
});
