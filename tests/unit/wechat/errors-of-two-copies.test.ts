import { expect, it, vi } from "vitest";
import * as here from "@/lib/wechat/errors";

/** The module as another bundle has it. */
async function otherCopy(): Promise<typeof here> {
  vi.resetModules();
  return import("@/lib/wechat/errors");
}

const kinds: [string, (error: unknown) => boolean][] = [
  ["XmlError", (error) => error instanceof here.XmlError],
  ["WechatConfigError", (error) => error instanceof here.WechatConfigError],
  ["WechatApiError", (error) => error instanceof here.WechatApiError],
  ["WechatPayError", (error) => error instanceof here.WechatPayError],
  ["NotificationError", (error) => error instanceof here.NotificationError],
];

it("an error of another copy of the module is what it says it is, and nothing else", async () => {
  const there = await otherCopy();
  expect(there.WechatError).not.toBe(here.WechatError);
  const errors = {
    WechatError: new there.WechatError("x", { code: "X", kind: "network" }),
    XmlError: new there.XmlError("x"),
    WechatConfigError: new there.WechatConfigError("x"),
    WechatApiError: new there.WechatApiError(43101, "x"),
    WechatPayError: new there.WechatPayError({ returnCode: "FAIL" }),
    NotificationError: new there.NotificationError("stale", "x"),
  };
  for (const [name, error] of Object.entries(errors)) {
    expect(error).toBeInstanceOf(Error);
    expect(error instanceof here.WechatError).toBe(true);
    for (const [kind, isOne] of kinds)
      expect([name, kind, isOne(error)]).toEqual([name, kind, name === kind]);
  }
});

it("nothing else is one of these errors", () => {
  for (const value of [new Error("x"), null, undefined, "WechatError", {}, { name: "WechatError" }, () => 1])
    expect(value instanceof here.WechatError).toBe(false);
});

it("a class derived from them without more is told apart in the ordinary way", () => {
  class Own extends here.WechatError {}
  const own = new Own("x", { code: "X", kind: "config" });
  expect(own instanceof Own).toBe(true);
  expect(own instanceof here.WechatError).toBe(true);
  expect(new here.WechatConfigError("x") instanceof Own).toBe(false);
});
