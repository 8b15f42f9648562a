import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { createTransport, WechatError } from "@/lib/wechat";
import { send, wasNeverSent } from "@/lib/wechat/transport";
import { fakeWechat, rejection } from "./support";

/** WeChat Pay's second host, and what may go to it. (WeChat Pay, disaster recovery) */

const host = "api.mch.weixin.qq.com";
const request = { method: "POST", headers: { authorization: "signed" }, body: "<xml>1</xml>" };

/** As Node has it where there is no connection. */
const failed = (cause: object) => new TypeError("fetch failed", { cause });
const refused = { code: "ECONNREFUSED", syscall: "connect" };
const both = Object.assign(new AggregateError([refused, refused]), { code: "ECONNREFUSED" });
const nowhere: [string, object][] = [
  ["refused", refused],
  ["refused at every address", both],
  ["unknown to the name server", { code: "ENOTFOUND", syscall: "getaddrinfo" }],
  ["no connection in time", { code: "UND_ERR_CONNECT_TIMEOUT" }],
];
const perhaps: [string, object][] = [
  ["reset", { code: "ECONNRESET", syscall: "read" }],
  ["closed by the other side", { code: "UND_ERR_SOCKET" }],
  ["silent after it was connected", { code: "ETIMEDOUT", syscall: "read" }],
  ["refused at one address, reset at another", Object.assign(new AggregateError([refused, {}]), refused)],
  ["of no known kind", {}],
];

/** The first host fails so; the second as told. */
function wechat(cause: object, second: () => Response | string = () => "second", base?: string) {
  return fakeWechat(({ url }) => {
    if (url.includes("//api2.") || url.includes("/api2.")) return second();
    throw failed(cause);
  }, base);
}

describe("the backup host", () => {
  it.each(nowhere)("is asked the very same when the first is %s", async (_, cause) => {
    const { transport, calls } = wechat(cause);
    expect((await send(transport, host, "/pay/orderquery?a=1", request)).text).toBe("second");
    expect(calls).toEqual([
      { url: `https://${host}/pay/orderquery?a=1`, method: "POST", body: request.body },
      { url: "https://api2.mch.weixin.qq.com/pay/orderquery?a=1", method: "POST", body: request.body },
    ]);
  });

  it.each(perhaps)("is not asked when the connection was %s: it may have been done", async (_, cause) => {
    const { transport, calls } = wechat(cause);
    const error = await rejection(send(transport, host, "/pay/orderquery", request));
    expect(error).toMatchObject({ kind: "network", outcome: "unknown" });
    expect(wasNeverSent(error)).toBe(false);
    expect(calls).toHaveLength(1);
  });

  it("is not asked for an answer that says no", async () => {
    const { transport, calls } = fakeWechat(() => new Response("away", { status: 503 }));
    expect((await send(transport, host, "/pay/orderquery")).status).toBe(503);
    expect(calls).toHaveLength(1);
  });

  it("stands behind the gateway, as all hosts do", async () => {
    const { transport, calls } = wechat(refused, undefined, "http://gate/way");
    await send(transport, host, "/v3/certificates");
    expect(calls.map(({ url }) => url)).toEqual([
      `http://gate/way/${host}/v3/certificates`,
      "http://gate/way/api2.mch.weixin.qq.com/v3/certificates",
    ]);
  });

  it("that is away as well leaves the first one's error", async () => {
    const { transport, calls } = wechat(refused, () => {
      throw failed({ code: "ENOTFOUND", syscall: "getaddrinfo" });
    });
    const error = await rejection(send(transport, host, "/v3/certificates"));
    expect(error).toMatchObject({
      message: expect.stringContaining(`${host} could not`),
      outcome: "unknown",
    });
    expect(wasNeverSent(error)).toBe(true);
    expect(calls).toHaveLength(2);
  });

  it("whose answer is lost may have done it", async () => {
    const { transport } = wechat(refused, () => {
      throw failed({ code: "ECONNRESET", syscall: "read" });
    });
    const error = await rejection(send(transport, host, "/pay/unifiedorder"));
    expect(error).toMatchObject({ message: expect.stringContaining("api2."), outcome: "unknown" });
    expect(wasNeverSent(error)).toBe(false);
  });

  it("is WeChat Pay's alone", async () => {
    const { transport, calls } = wechat(refused);
    expect(wasNeverSent(await rejection(send(transport, "api.weixin.qq.com", "/x")))).toBe(true);
    expect(calls).toHaveLength(1);
  });
});

it("a port where nobody listens is no connection, by the real fetch too", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const gateway = { base: undefined, url: () => `http://127.0.0.1:${port}/` };
  expect(wasNeverSent(await rejection(send(createTransport({ gateway }), "api.weixin.qq.com", "/")))).toBe(
    true,
  );
});

it.each([new Error("x"), new WechatError("x", { code: "TIMEOUT", kind: "timeout" }), null])(
  "%s tells nothing of the kind",
  (error) => {
    expect(wasNeverSent(error)).toBe(false);
  },
);
