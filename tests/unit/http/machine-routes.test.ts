import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { registerMachineRoutes } from "@/lib/http/machine-routes";
import { answerMessage } from "@/lib/robot/endpoint";
import { answerPaymentNotification } from "@/lib/shop/payments/notification";
import { parseXml } from "@/lib/wechat/xml";
import { watchLog } from "@/tests/support/log";
import { changeSettings } from "@/tests/support/settings";

vi.mock("@/lib/robot/endpoint", () => ({ answerMessage: vi.fn() }));
vi.mock("@/lib/shop/payments/notification", () => ({ answerPaymentNotification: vi.fn() }));

const key = Symbol.for("moonstone.machineRoutes");
type Find = (method: string, path: string) => ((request: Request) => Promise<Response>) | null;
const holder = globalThis as { [key]?: Find };
const find: Find = (method, path) => holder[key]?.(method, path) ?? null;

const answer = vi.mocked(answerPaymentNotification);
const notice = (type = "text/xml") =>
  new Request("http://localhost/wxpay/shop/callback", {
    method: "POST",
    body: "x",
    headers: { "content-type": type },
  });

beforeEach(() => registerMachineRoutes());
afterEach(() => {
  delete holder[key];
  vi.restoreAllMocks();
});

describe("the addresses that are answered ahead of Next", () => {
  it("are those of payment notifications, of whatever type", async () => {
    answer.mockImplementation(async (_, type) => new Response(type));
    for (const type of ["shop", "vip", "refund", "what-a_cloner-adds2"]) {
      const response = await find("POST", `/wxpay/${type}/callback`)?.(notice());
      expect(await response?.text()).toBe(type);
    }
  });

  it.each([
    ["GET", "/wxpay/shop/callback"],
    ["HEAD", "/wxpay/shop/callback"],
    ["post", "/wxpay/shop/callback"],
    ["POST", "/wxpay/shop/callback/"],
    ["POST", "/wxpay//callback"],
    ["POST", "/wxpay/a/b/callback"],
    ["POST", "/wxpay/sh%6fp/callback"],
    ["POST", "//wxpay/shop/callback"],
    ["POST", "/x/wxpay/shop/callback"],
    ["POST", "http://localhost/wxpay/shop/callback"],
    ["POST", "/wxpay/shop/callback\n"],
    ["POST", "/"],
  ])("%s %s is none of them", (method, path) => {
    expect(find(method, path)).toBeNull();
  });
});

describe("an answer that fails", () => {
  beforeEach(() => {
    answer.mockRejectedValue(new Error("no such luck"));
  });

  it("tells WeChat Pay v2 in XML to send it again, and logs one line", async () => {
    const { lines } = watchLog();
    const response = await find("POST", "/wxpay/shop/callback")?.(notice());
    expect(response?.status).toBe(500);
    expect(response?.headers.get("content-type")).toMatch(/^text\/xml/);
    expect(parseXml((await response?.text()) ?? "")).toEqual({
      return_code: "FAIL",
      return_msg: "try again",
    });
    expect(lines()).toMatchObject([
      {
        level: "error",
        event: "machine_route.failed",
        path: "/wxpay/shop/callback",
        error: { message: "no such luck" },
      },
    ]);
  });

  it.each(["application/json", "application/json; charset=utf-8"])("tells v3 in JSON: %s", async (type) => {
    watchLog();
    const response = await find("POST", "/wxpay/shop/callback")?.(notice(type));
    expect(response?.status).toBe(500);
    expect(await response?.json()).toEqual({ code: "FAIL", message: "try again" });
  });
});

describe("the account's message endpoint", () => {
  let undo = () => {};
  afterEach(() => undo());

  /** A server that is started with these settings. */
  function start(settings: Record<string, string | undefined>): void {
    undo = changeSettings({ WEROBOT_TOKEN: "AToken", WEROBOT_ROLE: undefined, ...settings });
    registerMachineRoutes();
  }

  it.each([
    ["/wechat", undefined],
    ["/hook/wx.v1-a_b", "/hook/wx.v1-a_b"],
  ])("is answered ahead of Next at %s, both ways", async (path, role) => {
    vi.mocked(answerMessage).mockImplementation(async (request) => new Response(`heard ${request.method}`));
    start({ WEROBOT_ROLE: role });
    for (const method of ["GET", "POST"]) {
      const answer = await find(method, path)?.(new Request(`http://localhost${path}?a=1`, { method }));
      expect(await answer?.text()).toBe(`heard ${method}`);
    }
  });

  it.each([
    ["POST", "/wechat"],
    ["GET", "/hook/wxXv1"],
    ["GET", "/hook/wx.v1/"],
    ["GET", "/hook/wx.v1/more"],
    ["GET", "/Hook/wx.v1"],
    ["GET", "/x/hook/wx.v1"],
    ["PUT", "/hook/wx.v1"],
  ])("with WEROBOT_ROLE=/hook/wx.v1, %s %s is none of it", (method, path) => {
    start({ WEROBOT_ROLE: "/hook/wx.v1" });
    expect(find("POST", "/hook/wx.v1")).not.toBeNull();
    expect(find(method, path)).toBeNull();
  });

  it("is nowhere without a token; payments are where they were", () => {
    start({ WEROBOT_TOKEN: undefined });
    expect(find("GET", "/wechat")).toBeNull();
    expect(find("POST", "/wxpay/shop/callback")).not.toBeNull();
  });

  it("that fails asks WeChat to send the message again, and logs one line", async () => {
    const { lines } = watchLog();
    vi.mocked(answerMessage).mockRejectedValue(new Error("no such luck"));
    start({});
    const answer = await find(
      "POST",
      "/wechat",
    )?.(new Request("http://localhost/wechat", { method: "POST" }));
    expect(answer?.status).toBe(500);
    expect(await answer?.text()).not.toMatch(/^(success)?$/);
    expect(lines()).toMatchObject([{ level: "error", event: "machine_route.failed", path: "/wechat" }]);
  });
});
