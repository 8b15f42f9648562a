import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createJssdkClient, JssdkError, type JssdkErrorKind } from "@/lib/wechat/browser/jssdk";
import { androidAgent, iosAgent, type Phone, type PhoneOptions, phone } from "./jssdk-phone";
import { rejection } from "./support";

let told: ReturnType<typeof vi.spyOn>;

beforeEach(() => {
  vi.useFakeTimers();
  told = vi.spyOn(console, "error").mockImplementation(() => {});
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function open(options: PhoneOptions & { openTags?: boolean; debug?: boolean } = {}) {
  const { openTags = false, debug = false, ...rest } = options;
  const here = phone(rest);
  const client = createJssdkClient({ window: here.window, entryUrl: here.entry, openTags, debug });
  return { ...here, client };
}

/** Lets everything happen that needs no more than `ms`. */
const pass = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

async function outcome<T>(
  promise: Promise<T>,
  ms = 0,
): Promise<T | { kind: JssdkErrorKind; errMsg: string }> {
  const settled = promise.catch((error: unknown) => {
    if (!(error instanceof JssdkError)) throw error;
    return { kind: error.kind, errMsg: error.errMsg };
  });
  await pass(ms);
  return settled;
}

const network = ({ client }: { client: ReturnType<typeof createJssdkClient> }) =>
  client.call("getNetworkType", {});

describe("Android: WeChat checks the present address", () => {
  it("is configured for the page that it is on, fragment left out", async () => {
    const here = open({ path: "/products/opal" });
    here.go("/products/opal#facts");
    expect(await outcome(here.client.ready())).toMatchObject({ appId: "wx0123456789abcdef" });
    expect(here.log.asked).toEqual(["/weixin-config.js?url=https%3A%2F%2Fshop.example%2Fproducts%2Fopal"]);
    expect(here.log.signed).toEqual([here.url("/products/opal")]);
  });

  it("is configured again after each of three navigations, once per page", async () => {
    const here = open();
    for (const path of ["/", "/products/opal", "/cart", "/checkout?product=opal"]) {
      here.go(path);
      expect(await outcome(Promise.all([network(here), network(here)]))).toHaveLength(2);
    }
    expect(here.log.signed).toEqual(["/", "/products/opal", "/cart", "/checkout?product=opal"].map(here.url));
    expect(here.log.scripts).toEqual(["main.js"]);
  });

  it("does not take WeChat's hasty ready for a grant: a call is repeated until the second config is through", async () => {
    const here = open();
    await outcome(network(here));
    here.world.soon = (deliver) => void setTimeout(deliver, 1000);
    here.go("/cart");
    expect(await outcome(network(here), 2000)).toEqual({ errMsg: "getNetworkType:ok" });
    expect(here.log.calls.length).toBeGreaterThan(2);
  });

  it("gives up when the second config stays denied", async () => {
    const here = open();
    await outcome(network(here));
    here.world.verdict = () => null;
    here.go("/cart");
    const last = await outcome(network(here), 5000);
    expect(last).toEqual({ kind: "denied", errMsg: "getNetworkType:permission denied" });
  });

  it("takes a denial after the first config as it is", async () => {
    const here = open();
    here.world.answer = (name) => ({ errMsg: `${name}:permission denied` });
    expect(await outcome(network(here))).toMatchObject({ kind: "denied" });
    expect(here.log.calls).toHaveLength(1);
  });
});

describe("iOS: WeChat checks the address that was loaded", () => {
  it("signs it once, wherever the page goes", async () => {
    const here = open({ agent: iosAgent, path: "/products/opal?from=timeline" });
    for (const path of ["/products/opal", "/cart", "/checkout", "/orders"]) {
      here.go(path);
      expect(await outcome(network(here))).toEqual({ errMsg: "getNetworkType:ok" });
    }
    expect(here.log.signed).toEqual([here.url("/products/opal?from=timeline")]);
    expect(here.log.asked).toHaveLength(1);
  });

  it("signs it again on every page with open tags, which lose their rights", async () => {
    const here = open({ agent: iosAgent, openTags: true });
    for (const path of ["/", "/cart", "/cart", "/orders"]) {
      here.go(path);
      await outcome(network(here));
    }
    expect(here.log.signed).toEqual(Array(3).fill(here.url("/")));
  });
});

describe("a web view that does it the other way round", () => {
  it.each([
    [androidAgent, "entry"],
    [iosAgent, "present"],
  ] as const)("%s", async (agent, checks) => {
    const here = open({ agent, checks });
    here.go("/cart");
    expect(await outcome(network(here), 2000)).toEqual({ errMsg: "getNetworkType:ok" });
    expect(here.log.signed).toHaveLength(2);
    here.go("/orders");
    expect(await outcome(network(here), 2000)).toEqual({ errMsg: "getNetworkType:ok" });
    // It has learned: no page is tried the wrong way again.
    expect(here.log.signed).toHaveLength(checks === "entry" ? 2 : 3);
  });

  it("is noticed when WeChat's refusal comes after its ready", async () => {
    const here = open({ checks: "entry" });
    await outcome(network(here));
    here.go("/cart");
    expect(await outcome(network(here), 2000)).toEqual({ errMsg: "getNetworkType:ok" });
    expect(here.log.signed).toEqual([here.url("/"), here.url("/cart"), here.url("/")]);
  });
});

describe("a signature that WeChat refuses", () => {
  it("is tried with both addresses and no more, and told to the developer", async () => {
    const here = open();
    here.world.verdict = () => "config:invalid signature";
    here.go("/cart");
    expect(await outcome(here.client.ready(), 2000)).toEqual({
      kind: "failed",
      errMsg: "config:invalid signature",
    });
    await pass(10_000);
    expect(here.log.signed).toEqual([here.url("/cart"), here.url("/")]);
    expect(told.mock.calls.flat().join()).toContain(
      "config:invalid signature. Signed was https://shop.example/cart, the page is https://shop.example/cart",
    );
  });

  it("does not change what the next page begins with", async () => {
    const here = open();
    here.world.verdict = () => "config:invalid signature";
    here.go("/cart");
    await outcome(here.client.ready(), 2000);
    here.log.signed.length = 0;
    here.go("/orders");
    await outcome(here.client.ready());
    await pass(2000);
    expect(here.log.signed).toEqual([here.url("/orders"), here.url("/")]);
  });

  it("is tried once where both addresses are the same", async () => {
    const here = open();
    here.world.verdict = () => "config:invalid signature";
    await outcome(here.client.ready());
    expect(here.log.signed).toHaveLength(1);
  });

  it.each(["config:invalid url domain", "config:fail"])("%s is not tried another way", async (errMsg) => {
    const here = open();
    here.world.verdict = () => errMsg;
    here.go("/cart");
    expect(await outcome(network(here))).toEqual({ kind: "failed", errMsg });
    expect(here.log.signed).toHaveLength(1);
  });
});

describe("navigations that overtake each other", () => {
  it("the last one wins, and the first is not configured at all", async () => {
    const here = open();
    const answers: (() => void)[] = [];
    const server = here.world.server;
    here.world.server = (url) => new Promise((resolve) => answers.push(() => resolve(server(url))));
    const first = outcome(here.client.ready());
    here.go("/cart");
    const second = outcome(here.client.ready());
    for (const answer of answers.reverse()) answer();
    expect(await second).toMatchObject({ signature: `for ${here.url("/cart")}` });
    expect(await first).toMatchObject({ kind: "cancelled" });
    expect(here.log.signed).toEqual([here.url("/cart")]);
  });

  it("a call of a page that was left is never made", async () => {
    const here = open();
    const late = outcome(here.client.call("chooseWXPay", payment));
    here.go("/cart");
    expect(await late).toMatchObject({
      kind: "cancelled",
      errMsg: expect.stringContaining("the page has changed"),
    });
    expect(await outcome(network(here))).toEqual({ errMsg: "getNetworkType:ok" });
    expect(here.log.calls.map(({ name, page }) => [name, page])).toEqual([
      ["getNetworkType", here.url("/cart")],
    ]);
  });

  it("nor where the configuration holds for every page", async () => {
    const here = open({ agent: iosAgent });
    const late = outcome(here.client.call("chooseWXPay", payment));
    here.go("/cart");
    expect(await late).toEqual({ kind: "cancelled", errMsg: "chooseWXPay:cancel, the page has changed" });
    expect(here.log.calls).toEqual([]);
  });

  it("a verification under way is waited for, as WeChat's script has one state for all", async () => {
    const here = open();
    here.world.soon = (deliver) => void setTimeout(deliver, 500);
    const first = outcome(here.client.ready());
    await pass(100);
    here.go("/cart");
    const second = outcome(network(here));
    await pass(300);
    expect(here.log.signed).toEqual([here.url("/")]);
    await pass(3000);
    expect(await first).toMatchObject({ signature: `for ${here.url("/")}` });
    expect(await second).toEqual({ errMsg: "getNetworkType:ok" });
    expect(here.log.signed).toEqual([here.url("/"), here.url("/cart")]);
  });
});

const payment = {
  timestamp: "1414587457",
  nonceStr: "n",
  package: "prepay_id=1",
  signType: "MD5",
  paySign: "S",
};

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
    expect(told).not.toHaveBeenCalled();
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
    expect(JSON.stringify(told.mock.calls)).toContain("加白名单");
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
