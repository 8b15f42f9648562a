import { once } from "node:events";
import {
  Agent,
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from "node:http";
import { type AddressInfo, connect } from "node:net";
import { ReadableStream } from "node:stream/web";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { BodyTooLarge, readText } from "@/lib/request-body";

/** scripts/server in front of a stand-in for Next, over real connections. */

type Listener = (req: IncomingMessage, res: ServerResponse) => Promise<void>;
type Route = (request: Request) => Promise<Response>;

const { aheadOf }: { aheadOf: (next: Listener, isStatic: (path: string) => boolean) => Listener } =
  await import(new URL("../../../scripts/server/ahead.mjs", import.meta.url).href);
const key = Symbol.for("moonstone.machineRoutes");
const holder = globalThis as { [key]?: (method: string, path: string) => Route | null };

const next = vi.fn<Listener>(async (_, res) => void res.end("next"));
const route = vi.fn<Route>();
let server: Server;
let port: number;

const url = (path = "/machine") => `http://127.0.0.1:${port}${path}`;
const post = (body: string, headers: Record<string, string> = {}) =>
  fetch(url(), { method: "POST", body, headers });
const echo: Route = async (request) => new Response(await request.text());

beforeEach(async () => {
  next.mockClear();
  route.mockReset().mockImplementation(echo);
  holder[key] = (method, path) => (method === "POST" && path === "/machine" ? route : null);
  server = createServer((req, res) => void aheadOf(next, () => false)(req, res)).listen(0, "127.0.0.1");
  await once(server, "listening");
  port = (server.address() as AddressInfo).port;
});

afterEach(async () => {
  delete holder[key];
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  vi.restoreAllMocks();
});

describe("who answers", () => {
  it("machines get the app's own answer, with its status and headers", async () => {
    route.mockImplementation(async (request) => {
      expect(new URL(request.url).search).toBe("?signature=a%20b&echostr=1");
      expect(request.headers.get("wechatpay-serial")).toBe("PUB_KEY_ID_1");
      const headers = { "content-type": "text/xml", "cache-control": "no-store" };
      return new Response(`<xml>${await request.text()}</xml>`, { status: 202, headers });
    });
    const answer = await fetch(url("/machine?signature=a%20b&echostr=1"), {
      method: "POST",
      body: "月光",
      headers: { "Wechatpay-Serial": "PUB_KEY_ID_1" },
    });
    expect(answer.status).toBe(202);
    expect(await answer.text()).toBe("<xml>月光</xml>");
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "text/xml",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "content-length": "17",
    });
    expect(next).not.toHaveBeenCalled();
  });

  it.each([
    ["another address", "/other", { method: "POST" }],
    ["the same address with a slash", "/machine/", { method: "POST" }],
    ["another method", "/machine", { method: "GET" }],
    ["HEAD", "/machine", { method: "HEAD" }],
    ["a browser", "/machine", { method: "POST", headers: { "sec-fetch-dest": "iframe" } }],
  ])("%s is Next's", async (_, path, init) => {
    const answer = await fetch(url(path), init);
    expect(await answer.text()).toBe(init.method === "HEAD" ? "" : "next");
    expect(route).not.toHaveBeenCalled();
  });

  it("before the app has started everything is Next's", async () => {
    delete holder[key];
    expect(await (await post("x")).text()).toBe("next");
  });

  it("one call after the other over a connection that is kept alive", async () => {
    const sockets = new Set<unknown>();
    server.on("connection", (socket) => sockets.add(socket));
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const again = () =>
      new Promise<string>((resolve, reject) => {
        const sent = request(url(), { agent, method: "POST" }, (answer) => {
          let text = "";
          answer.setEncoding("utf8").on("data", (piece: string) => {
            text += piece;
          });
          answer.once("end", () => resolve(text));
        });
        sent.once("error", reject).end("again");
      });
    for (let count = 0; count < 5; count += 1) expect(await again()).toBe("again");
    expect(sockets.size).toBe(1);
    agent.destroy();
  });
});

describe("bodies", () => {
  it("of unknown length, in pieces", async () => {
    const pieces = ReadableStream.from(["<xml>", "月光", "</xml>"].map((text) => Buffer.from(text)));
    const init = { method: "POST", body: pieces, duplex: "half" };
    expect(await (await fetch(url(), init as RequestInit)).text()).toBe("<xml>月光</xml>");
  });

  it("that are long, when the reader takes them", async () => {
    const long = "月".repeat(100_000);
    expect(await (await post(long)).text()).toBe(long);
  });

  it("that are bytes, unchanged", async () => {
    route.mockImplementation(async (request) => new Response(await request.arrayBuffer()));
    const bytes = new Uint8Array(256).map((_, index) => index);
    const answer = await fetch(url(), { method: "POST", body: bytes });
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(bytes);
  });

  it.each([70_000, 900_000])("longer than the reader takes, %i bytes: its answer is heard", async (size) => {
    route.mockImplementation(async (request) => {
      const refused = await readText(request, 1000).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(BodyTooLarge);
      return new Response("too large", { status: 413 });
    });
    for (const body of ["x".repeat(size), ReadableStream.from([Buffer.alloc(size, "x")])]) {
      const init = { method: "POST", body, duplex: "half" } as RequestInit;
      const answer = await fetch(url(), init);
      expect([answer.status, await answer.text()]).toEqual([413, "too large"]);
      expect(answer.headers.get("connection")).toBe("close");
    }
  });

  it("that are refused early are read on, so that the answer does not come before the sender listens", async () => {
    route.mockImplementation(async () => new Response("too large", { status: 413 }));
    const socket = connect(port, "127.0.0.1");
    let heard = "";
    socket.setEncoding("utf8").on("data", (text: string) => {
      heard += text;
    });
    socket.write("POST /machine HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n");
    await vi.waitFor(() => expect(route).toHaveBeenCalledOnce());
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(heard).toBe("");
    socket.write("x".repeat(200_000));
    await new Promise((resolve) => socket.once("close", resolve));
    expect(heard).toMatch(/^HTTP\/1\.1 413 /);
    expect(heard).toMatch(/too large$/);
  });

  it("without an end are cut off", async () => {
    route.mockImplementation(async () => new Response("too large", { status: 413 }));
    const socket = connect(port, "127.0.0.1");
    // What cannot be written any more is an error of the sender's, at whatever moment.
    socket.on("error", () => {});
    socket.write("POST /machine HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    const closed = new Promise((resolve) => socket.once("close", resolve));
    const chunk = `10000\r\n${"x".repeat(0x10000)}\r\n`;
    while (!socket.destroyed) {
      if (socket.write(chunk)) continue;
      await Promise.race([new Promise((resolve) => socket.once("drain", resolve)), closed]);
    }
    expect(route).toHaveBeenCalledOnce();
  });

  it.each([
    ["of known length", "Content-Length: 20"],
    ["of unknown length", "Transfer-Encoding: chunked"],
  ])("%s whose sender goes away are not taken for whole, and nothing is logged", async (_, header) => {
    const logged = vi.spyOn(console, "error").mockReturnValue();
    const read = vi.fn<(text: string) => void>();
    const failed = vi.fn<() => void>();
    route.mockImplementation(async (request) => {
      await request.text().then(read, failed);
      return new Response();
    });
    const socket = connect(port, "127.0.0.1");
    const [req] = await Promise.all([
      once(server, "request").then(([incoming]: IncomingMessage[]) => incoming),
      socket.write(`POST /machine HTTP/1.1\r\nHost: a\r\n${header}\r\n\r\n5\r\n<xml>`),
    ]);
    const gone = new Promise((resolve) => req?.once("close", resolve));
    socket.destroy();
    await gone;
    await vi.waitFor(() => expect(route.mock.calls.length).toBe(failed.mock.calls.length));
    expect(read).not.toHaveBeenCalled();
    expect(logged).not.toHaveBeenCalled();
    expect(await (await fetch(url("/other"))).text()).toBe("next");
  });
});

describe("what goes wrong", () => {
  it.each(["route", "next"])(
    "a %s that throws is logged and answered 500; the next call is served",
    async (who) => {
      const logged = vi.spyOn(console, "error").mockReturnValue();
      const failure = async () => {
        throw new Error("no such luck");
      };
      (who === "route" ? route : next).mockImplementationOnce(failure);
      const path = who === "route" ? "/machine" : "/other";
      const answer = await fetch(url(path), { method: "POST", body: "x" });
      expect([answer.status, await answer.text()]).toEqual([500, "Internal Server Error"]);
      expect(logged).toHaveBeenCalledOnce();
      expect((await fetch(url(path), { method: "POST", body: "x" })).status).toBe(200);
    },
  );
});
