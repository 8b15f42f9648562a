import { describe, expect, it } from "vitest";
import { network, open, outcome, pass, payment, stopTheClock, told } from "./jssdk-client-support";
import { androidAgent, iosAgent } from "./jssdk-phone";

stopTheClock();

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
  it("is tried with both addresses and no more, and told() to the developer", async () => {
    const here = open();
    here.world.verdict = () => "config:invalid signature";
    here.go("/cart");
    expect(await outcome(here.client.ready(), 2000)).toEqual({
      kind: "failed",
      errMsg: "config:invalid signature",
    });
    await pass(10_000);
    expect(here.log.signed).toEqual([here.url("/cart"), here.url("/")]);
    expect(told().mock.calls.flat().join()).toContain(
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
