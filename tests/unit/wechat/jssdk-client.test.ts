import { describe, expect, it } from "vitest";
import { network, open, outcome, pass, payment, stopTheClock, told } from "./jssdk-client-support";
import type { Phone } from "./jssdk-phone";
import { rejection } from "./support";

stopTheClock();

describe("how a call ends", () => {
  it("hands over what it was given, and gives back what WeChat answers", async () => {
    const here = open();
    here.world.answer = () => ({ errMsg: "scanQRCode:ok", resultStr: "CODE_128,123" }) as never;
    const scanned = await outcome(here.client.call("scanQRCode", { needResult: 1 }));
    expect(scanned).toEqual({ errMsg: "scanQRCode:ok", resultStr: "CODE_128,123" });
    await outcome(here.client.call("chooseWXPay", payment));
    expect(here.log.calls.map(({ argument }) => argument)).toEqual([{ needResult: 1 }, payment]);
  });

  it.each([
    ["chooseWXPay:cancel", "cancelled"],
    ["chooseWXPay:permission denied", "denied"],
    ["chooseWXPay:fail, the permission value is offline verifying", "denied"],
    ["system:access_denied", "denied"],
    ["access_control:not_allow", "denied"],
    ["chooseWXPay:function not exist", "unsupported"],
    ["chooseWXPay:function_not_exist", "unsupported"],
    ["chooseWXPay:fail, 支付验证签名失败", "failed"],
    ["", "failed"],
  ] as const)("%s is %s", async (errMsg, kind) => {
    const here = open();
    here.world.answer = () => ({ errMsg });
    expect(await outcome(here.client.call("chooseWXPay", payment), 5000)).toEqual({ kind, errMsg });
  });

  it("is unsupported where WeChat's script does not know it", async () => {
    const here = open();
    expect(await outcome(here.client.call("openEnterpriseChat", {}))).toEqual({
      kind: "unsupported",
      errMsg: "openEnterpriseChat:function not exist",
    });
  });

  it("does not hang: 10 seconds, 10 minutes for a person, or as the caller says", async () => {
    const here = open();
    here.world.answer = () => null;
    const quiet = outcome(network(here), 9999);
    expect(here.log.calls).toHaveLength(0);
    const person = outcome(here.client.call("chooseWXPay", payment), 10_001);
    const own = outcome(here.client.call("getNetworkType", {}, 100), 101);
    expect(await quiet).toMatchObject({ kind: "timeout", errMsg: expect.stringContaining("getNetworkType") });
    expect(await own).toMatchObject({ kind: "timeout" });
    let over = false;
    person.then(() => {
      over = true;
    });
    await pass(9 * 60_000);
    expect(over).toBe(false);
    await pass(60_000);
    expect(await person).toMatchObject({ kind: "timeout" });
  });
});

describe("outside WeChat", () => {
  it.each([
    "Mozilla/5.0 (iPhone; CPU iPhone OS 16_6 like Mac OS X) Safari/604.1",
    "Mozilla/5.0 (Linux; Android 13) Chrome/116 MicroMessenger/8.0 wxwork/4.1",
    "",
  ])("%j: nothing is loaded and nobody is asked", async (agent) => {
    const here = open({ agent });
    expect(await outcome(network(here))).toMatchObject({ kind: "unavailable" });
    expect(await outcome(here.client.ready())).toMatchObject({ kind: "unavailable" });
    expect([here.log.asked, here.log.scripts]).toEqual([[], []]);
    expect(told()).not.toHaveBeenCalled();
  });
});

describe("a server that does not sign", () => {
  it("switched off: is asked once in the life of the document", async () => {
    const here = open();
    here.world.server = async () => Response.json({ ok: false, code: "FEATURE_OFF" }, { status: 404 });
    expect(await outcome(network(here))).toEqual({ kind: "unavailable", errMsg: "config:fail, FEATURE_OFF" });
    here.go("/cart");
    expect(await outcome(network(here))).toMatchObject({ kind: "unavailable" });
    expect(here.log.asked).toHaveLength(1);
    expect(here.log.scripts).toEqual([]);
  });

  it.each<[string, () => Promise<Response>]>([
    [
      "503",
      async () => Response.json({ ok: false, code: "40164", hint: "h", hintZh: "中" }, { status: 503 }),
    ],
    ["HTML", async () => new Response("<html>", { status: 502 })],
    ["HTML with 200", async () => new Response("<html>")],
    ["null", async () => new Response("null")],
    ["nonsense with ok", async () => Response.json({ ok: true })],
    ["no network", () => Promise.reject(new TypeError("Failed to fetch"))],
  ])("%s: fails, and the next call asks again", async (_, server) => {
    const here = open();
    const good = here.world.server;
    here.world.server = server;
    expect(await outcome(network(here))).toMatchObject({
      kind: "failed",
      errMsg: expect.stringMatching(/^config:fail/),
    });
    here.world.server = good;
    expect(await outcome(network(here))).toEqual({ errMsg: "getNetworkType:ok" });
  });

  it("tells the developer what the server advises", async () => {
    const here = open();
    here.world.server = async () =>
      Response.json({ ok: false, code: "40164", hint: "allow the IP", hintZh: "加白名单" }, { status: 503 });
    await outcome(network(here));
    expect(JSON.stringify(told().mock.calls)).toContain("加白名单");
  });

  it("that never answers: a time-out, and no unhandled rejection", async () => {
    const here = open();
    here.world.server = () => new Promise(() => {});
    expect(await outcome(network(here), 15_000)).toMatchObject({ kind: "timeout" });
  });
});

describe("WeChat's script", () => {
  it("is not loaded where it is already", async () => {
    const here = open({ scriptThere: true });
    expect(await outcome(network(here))).toEqual({ errMsg: "getNetworkType:ok" });
    expect(here.log.scripts).toEqual([]);
  });

  it("comes from the second host when the first fails, or says nothing for 6 seconds", async () => {
    for (const comes of [false, null]) {
      const here = open();
      here.world.script = (address) => (address === "main.js" ? comes : true);
      expect(await outcome(network(here), 6000)).toEqual({ errMsg: "getNetworkType:ok" });
      expect(here.log.scripts).toEqual(["main.js", "fallback.js"]);
    }
  });

  it("that comes from neither: fails, and is loaded anew by the next call", async () => {
    const here = open();
    here.world.script = () => false;
    expect(await outcome(network(here))).toMatchObject({ kind: "failed" });
    here.world.script = () => true;
    expect(await outcome(network(here))).toEqual({ errMsg: "getNetworkType:ok" });
  });
});

describe("a WeChat that says nothing", () => {
  it("brings its bridge late: the page waits", async () => {
    const here = open();
    here.bridge(false);
    const answer = outcome(network(here), 500);
    await pass(1000);
    expect(here.log.signed).toEqual([]);
    here.bridge(true);
    expect(await answer).toEqual({ errMsg: "getNetworkType:ok" });
  });

  it.each<[string, (here: Phone) => unknown]>([
    ["no bridge", (here) => here.bridge(false)],
    ["no verdict", (here) => Object.assign(here.world, { verdict: () => null })],
    ["no script", (here) => Object.assign(here.world, { script: () => null })],
  ])("%s: a time-out after 15 seconds, and the next call tries again", async (_, silence) => {
    const here = open();
    const { verdict, script } = here.world;
    silence(here);
    expect(await outcome(network(here), 15_000)).toMatchObject({
      kind: expect.stringMatching(/timeout|failed/),
      errMsg: expect.stringMatching(/^config:fail/),
    });
    Object.assign(here.world, { verdict, script });
    here.bridge(true);
    expect(await outcome(network(here), 15_000)).toEqual({ errMsg: "getNetworkType:ok" });
  });
});

it("passes debug on to the server", async () => {
  const here = open({ debug: true });
  await outcome(here.client.ready());
  expect(here.log.asked[0]).toMatch(/^\/weixin-config\.js\?debug=true&url=/);
});

it("is rejected with an Error that says WeChat's words", async () => {
  const error = await rejection(open({ agent: "" }).client.ready());
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({ name: "JssdkError", message: "config:fail, not open in WeChat" });
});
