import { createHash } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { POST as postCall } from "@/app/sandbox/api/bridge/jssdk/call/route";
import * as verifyRoute from "@/app/sandbox/api/bridge/jssdk/verify/route";
import { db } from "@/lib/db";
import { listFaults, setFault } from "@/lib/sandbox/faults";
import { createCode, exchange } from "@/lib/sandbox/grants";
import { phoneUserAgent } from "@/lib/sandbox/phone-agent";
import { jssdkSign } from "@/lib/wechat/sign";
import { changeSettings } from "../../support/settings";
import { freshSandbox, lastCall, mp, qrcode, wait } from "./support";

const ticket = "sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg";
const noncestr = "Wm3WZYTPz0wzccnW";
const timestamp = "1790000000";
const url = "http://localhost:3000/products/moonstone?from=singlemessage&isappinstalled=0";
const iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 16_6 like Mac OS X) MicroMessenger/8.0.47(0x18002f2c)";

async function putTicket(value: string, lifeSeconds = 7200, appid: string = mp.appid, type = "jsapi") {
  const createdAt = new Date();
  const expiresAt = new Date(createdAt.getTime() + lifeSeconds * 1000);
  await db().sandboxTicket.create({ data: { ticket: value, appid, type, createdAt, expiresAt } });
}

beforeEach(async () => {
  await freshSandbox();
  await putTicket(ticket);
});

const string1 = (values: Partial<Record<"t" | "n" | "s" | "u", string>> = {}): string =>
  `jsapi_ticket=${values.t ?? ticket}&noncestr=${values.n ?? noncestr}&timestamp=${values.s ?? timestamp}&url=${values.u ?? url}`;
const hash = (text: string, name = "sha1") => createHash(name).update(text).digest("hex");

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  new Request(`http://localhost:3000/sandbox/api/bridge/jssdk/${path}`, {
    method: "POST",
    body: typeof body === "string" ? body : JSON.stringify(body),
    headers: { "user-agent": phoneUserAgent, ...headers },
  });
const config = (changes: Record<string, unknown> = {}) => ({
  appId: mp.appid,
  timestamp,
  nonceStr: noncestr,
  signature: hash(string1()),
  url,
  jsApiList: ["previewImage"],
  openTagList: [],
  ...changes,
});
async function verify(changes: Record<string, unknown> = {}, headers: Record<string, string> = {}) {
  const answer = await verifyRoute.POST(post("verify", config(changes), headers), undefined);
  expect(answer.status).toBe(200);
  return answer.json();
}
const invalid = { ok: false, errMsg: "config:invalid signature" };

describe("wx.config", () => {
  it("passes with the signature of the SDK, and is taken apart", async () => {
    const signature = jssdkSign({ ticket, noncestr, timestamp, url });
    expect(await verify({ signature, timestamp: 1790000000 })).toEqual({
      ok: true,
      granted: ["previewImage"],
    });
    const call = await lastCall();
    expect(call).toMatchObject({ direction: "page", address: "wx.config", ok: true });
    expect(call.why?.signature).toMatchObject({
      ok: true,
      signType: "SHA1",
      text: string1(),
      parts: [
        { name: "jsapi_ticket", value: ticket },
        { name: "noncestr", value: noncestr },
        { name: "timestamp", value: timestamp },
        { name: "url", value: url },
      ],
    });
    expect(call.why?.notes?.join()).toContain("带端口");
  });

  it("takes the page without its fragment, and any ticket that works", async () => {
    await putTicket("newer");
    expect(await verify({ url: `${url}#/deep?x=1` })).toMatchObject({ ok: true });
    expect(await verify({ signature: hash(string1({ t: "newer" })) })).toMatchObject({ ok: true });
  });

  it("grants what exists, under either name, and notes the rest", async () => {
    const jsApiList = ["previewImage", "imagePreview", "menu:share:timeline", "wx.scanQrCode", "scanQrCode"];
    const answer = await verify({ jsApiList, openTagList: ["wx-open-launch-weapp", "wx-open-x"] });
    expect(answer).toEqual({ ok: true, granted: ["previewImage", "imagePreview", "menu:share:timeline"] });
    const notes = (await lastCall()).why?.notes?.join("\n") ?? "";
    expect(notes).toContain("没有名为 wx.scanQrCode 的接口");
    expect(notes).toContain("是不是 scanQRCode");
    expect(notes).toContain("没有名为 wx-open-x 的开放标签");
    expect(notes).not.toContain("wx-open-launch-weapp");
  });

  it("notes an empty list and milliseconds", async () => {
    const ms = "1790000000123";
    const signature = hash(string1({ s: ms }));
    expect(await verify({ jsApiList: [], timestamp: ms, signature })).toEqual({ ok: true, granted: [] });
    const notes = (await lastCall()).why?.notes?.join("\n") ?? "";
    expect(notes).toContain("jsApiList 是空的");
    expect(notes).toContain("毫秒");
  });

  it.each<[string, Record<string, unknown>, string, string]>([
    ["no appId", { appId: undefined }, "config:fail, 系统错误，错误码：40013, invalid appid", "appId"],
    ["a stranger's appId", { appId: "wx1" }, "config:fail, 系统错误，错误码：40013, invalid appid", "appId"],
    [
      "the website's appId",
      { appId: qrcode.appid },
      "config:fail, 系统错误，错误码：40013, invalid appid",
      "appId",
    ],
    ["no nonceStr", { nonceStr: null }, "config:invalid signature", "nonceStr"],
    ["an undefined timestamp", { timestamp: "undefined" }, "config:invalid signature", "timestamp"],
    ["an empty signature", { signature: "" }, "config:invalid signature", "signature"],
    ["a timestamp in words", { timestamp: "now" }, "config:invalid signature", "timestamp"],
    ["another host", { url: "http://127.0.0.1:3000/" }, "config:invalid url domain", "url"],
    ["no web address", { url: "about:blank" }, "config:invalid url domain", "url"],
    ["an empty address", { url: "" }, "config:invalid url domain", "url"],
  ])("is refused with %s", async (_name, changes, errMsg, field) => {
    expect(await verify(changes)).toEqual({ ok: false, errMsg });
    const call = await lastCall();
    expect(call).toMatchObject({ ok: false, outcome: errMsg, why: { field } });
    expect(call.why?.rule).toBeTruthy();
    expect(call.why?.section?.title).toMatch(/JS/);
  });

  it("is refused once when the console asked for it", async () => {
    await setFault("js_refused", true);
    expect(await verify()).toEqual({ ok: false, errMsg: "config:fail" });
    expect(await verify()).toMatchObject({ ok: true });
    expect((await listFaults()).find((fault) => fault.name === "js_refused")?.on).toBe(false);
  });

  it("is refused while nobody has a ticket", async () => {
    await db().sandboxTicket.deleteMany();
    expect(await verify()).toEqual(invalid);
    expect(await lastCall()).toMatchObject({ why: { field: "jsapi_ticket", diagnosis: null } });
  });

  it("is refused with a ticket that has expired, which the ledger recognises", async () => {
    wait(7201);
    expect(await verify()).toEqual(invalid);
    expect((await lastCall()).why?.diagnosis).toMatchObject({ mistake: "expired-ticket" });
    await putTicket("second", 14_400);
    expect(await verify()).toEqual(invalid);
    expect((await lastCall()).why?.diagnosis).toMatchObject({
      mistake: "expired-ticket",
      field: "jsapi_ticket",
    });
  });
});

describe("a wrong signature has a reason", () => {
  const bare = "http://localhost:3000/products/moonstone";
  const wrong: [name: string, signature: string, mistake: string, field: string | undefined][] = [
    ["with #…", hash(string1({ u: `${url}#wechat_redirect` })), "fragment", "url"],
    ["without the query", hash(string1({ u: bare })), "query-left-out", "url"],
    [
      "without one parameter",
      hash(string1({ u: `${bare}?from=singlemessage` })),
      "parameter-left-out",
      "url",
    ],
    ["URL-encoded", hash(string1({ u: encodeURIComponent(url) })), "url-encoded", "url"],
    ["escaped for HTML", hash(string1({ u: url.replace("&", "&amp;") })), "html-escaped", "url"],
    ["https in place of http", hash(string1({ u: url.replace("http:", "https:") })), "scheme", "url"],
    ["an extra slash", hash(string1({ u: url.replace("?", "/?") })), "trailing-slash", "url"],
    ["without scheme and host", hash(string1({ u: url.slice(21) })), "url-relative", "url"],
    [
      "behind a proxy",
      hash(string1({ u: url.replace("localhost:3000", "127.0.0.1:3000") })),
      "origin",
      "url",
    ],
    ["without the port", hash(string1({ u: url.replace(":3000", "") })), "origin", "url"],
    ["the shop's front page", hash(string1({ u: "http://localhost:3000/" })), "other-page", "url"],
    ["no address at all", hash(string1({ u: "undefined" })), "url-missing", "url"],
    ["a line break after the address", hash(string1({ u: `${url}\n` })), "whitespace", "url"],
    ["nonceStr in the text", hash(string1().replace("noncestr", "nonceStr")), "nonce-name", "noncestr"],
    ["timeStamp in the text", hash(string1().replace("timestamp", "timeStamp")), "renamed", "timestamp"],
    ["another nonce", hash(string1({ n: "undefined" })), "nonce", "noncestr"],
    ["the timestamp in ms", hash(string1({ s: "1790000000777" })), "timestamp-ms", "timestamp"],
    ["another timestamp", hash(string1({ s: "1789999970" })), "timestamp", "timestamp"],
    ["upper case", hash(string1()).toUpperCase(), "upper-case", undefined],
    ["a blank at the end", `${hash(string1())} `, "whitespace", undefined],
    ["MD5", hash(string1(), "md5"), "algorithm", undefined],
    ["SHA-256", hash(string1(), "sha256"), "algorithm", undefined],
    ["Base64", createHash("sha1").update(string1()).digest("base64"), "algorithm", undefined],
    ["the values alone", hash(ticket + noncestr + timestamp + url), "values-only", undefined],
    ["an & at the end", hash(`${string1()}&`), "joining", undefined],
    [
      "unsorted",
      hash(`noncestr=${noncestr}&jsapi_ticket=${ticket}&timestamp=${timestamp}&url=${url}`),
      "order",
      undefined,
    ],
    ["the AppSecret as ticket", hash(string1({ t: mp.secret })), "no-ticket", "jsapi_ticket"],
    ["no ticket", hash(string1({ t: "undefined" })), "no-ticket", "jsapi_ticket"],
  ];
  it.each(wrong)("%s", async (_name, signature, mistake, field) => {
    expect(await verify({ signature })).toEqual(invalid);
    const { why } = await lastCall();
    expect(why?.diagnosis?.mistake).toBe(mistake);
    expect(why?.diagnosis?.field).toBe(field);
    expect(why?.advice).toBe(why?.diagnosis?.text);
    expect(why).toMatchObject({ expected: hash(string1()), given: signature });
  });

  it("also in the way an address is written", async () => {
    const odd = "http://localhost:3000/Stones/%E6%9C%88?b=%20x&a=1";
    const cases: [string, string][] = [
      [encodeURI(odd), "url-encoded"],
      [decodeURI(odd), "url-decoded"],
      [odd.toLowerCase(), "url-case"],
      ["http://localhost:3000/Stones/%E6%9C%88?a=1&b=%20x", "parameter-order"],
      [odd.replace("?", "/?"), "trailing-slash"],
    ];
    for (const [u, mistake] of cases) {
      expect(await verify({ url: odd, signature: hash(string1({ u })) })).toEqual(invalid);
      expect((await lastCall()).why?.diagnosis?.mistake).toBe(mistake);
    }
  });

  it("when another ticket was used", async () => {
    await putTicket("card", 7200, mp.appid, "wx_card");
    await putTicket("website", 7200, qrcode.appid);
    await db().sandboxToken.create({
      data: {
        token: "88_global",
        appid: mp.appid,
        issuer: "token",
        createdAt: new Date(),
        expiresAt: new Date(),
        endsAt: new Date(),
      },
    });
    const code = await createCode({ appid: mp.appid, scope: "snsapi_base", personId: "lin" });
    const tokens = await exchange(code);
    const cases: [string, string, RegExp][] = [
      ["card", "card-ticket", /wx_card/],
      ["website", "other-account", /网站应用/],
      ["88_global", "access-token", /cgi-bin 的/],
      [tokens?.accessToken ?? "", "access-token", /网页授权的/],
    ];
    for (const [t, mistake, text] of cases) {
      expect(await verify({ signature: hash(string1({ t })) })).toEqual(invalid);
      const { why } = await lastCall();
      expect(why?.diagnosis).toMatchObject({ mistake, field: "jsapi_ticket" });
      expect(why?.diagnosis?.text).toMatch(text);
    }
  });

  it("when the timestamp was sent in ms and signed in seconds", async () => {
    const signature = hash(string1());
    expect(await verify({ timestamp: "1790000000123", signature })).toEqual(invalid);
    expect((await lastCall()).why?.diagnosis).toMatchObject({ mistake: "timestamp-ms" });
  });

  it("two at once: an old ticket and a foreign address", async () => {
    wait(7201);
    await putTicket("fresh", 14_400);
    expect(await verify({ signature: hash(string1({ u: url.replace("http:", "https:") })) })).toEqual(
      invalid,
    );
    const { why } = await lastCall();
    expect(why?.diagnosis?.text).toMatch(/协议.*另外.*失效/);
  });

  it("unless nobody could guess it", async () => {
    expect(await verify({ signature: "0".repeat(40) })).toEqual(invalid);
    const { why } = await lastCall();
    expect(why?.diagnosis).toBeNull();
    expect(why?.advice).toContain("常见的错误都对不上");
  });
});

describe("another page of the shop was signed", () => {
  const here = "http://localhost:3000/cart";
  const landing = "http://localhost:3000/?a=1";
  const signed = (u: string) => ({ url: here, signature: hash(string1({ u })) });

  it("on Android, where the page was loaded", async () => {
    expect(await verify({ ...signed(landing), landing: `${landing}#top` })).toEqual(invalid);
    const { why } = await lastCall();
    expect(why?.diagnosis).toMatchObject({ mistake: "landing-page", field: "url" });
    expect(why?.advice).toContain("安卓按当前地址验证");
  });

  it.each([
    ["told by the page", { href: `${landing}#/x` }, {}],
    ["told by the browser", {}, { referer: landing }],
  ])("on an iPhone, where the page is now, %s", async (_name, body, headers) => {
    expect(await verify({ ...signed(landing), ...body }, { "user-agent": iphone, ...headers })).toEqual(
      invalid,
    );
    const { why } = await lastCall();
    expect(why?.diagnosis).toMatchObject({ mistake: "current-page" });
    expect(why?.advice).toContain("iOS 按打开页面时的地址");
  });

  it("that was configured before", async () => {
    const earlier = "http://localhost:3000/orders/7?tab=1";
    expect(await verify({ url: earlier, signature: hash(string1({ u: earlier })) })).toMatchObject({
      ok: true,
    });
    expect(await verify(signed(earlier))).toEqual(invalid);
    const { why } = await lastCall();
    expect(why?.diagnosis).toMatchObject({ mistake: "other-page" });
    expect(why?.advice).toContain(earlier);
  });

  it("with its own fragment", async () => {
    expect(await verify({ ...signed(`${here}#/deep`), href: `${here}#/deep` })).toEqual(invalid);
    expect((await lastCall()).why?.diagnosis?.mistake).toBe("fragment");
  });
});

describe("a call of an interface", () => {
  const tell = (body: unknown) => postCall(post("call", body), undefined);
  const done = { api: "imagePreview", url, ok: true, errMsg: "previewImage:ok", detail: { current: "x" } };

  it("is written down under its public name", async () => {
    expect(await (await tell(done)).json()).toEqual({ ok: true });
    const call = await lastCall();
    expect(call).toMatchObject({ direction: "page", address: "wx.previewImage", ok: true, why: null });
    expect(call.request).toContain('"current": "x"');
  });

  it.each<[string, string, string, RegExp]>([
    [
      "before config",
      "previewImage",
      "previewImage:fail, the permission value is offline verifying",
      /wx\.ready/,
    ],
    ["without permission", "scanQRCode", "scanQRCode:permission denied", /jsApiList/],
    ["an old client", "openAddress", "openAddress:function not exist", /checkJsApi/],
    ["a foreign domain", "openAddress", "system:access_denied", /APP_URL/],
    ["a name in the wrong case", "scanQrCode", "scanQrCode:fail", /scanQRCode/],
    ["a name that is none", "fly", "fly:fail", /1\.6\.0/],
  ])("that was refused says what to do: %s", async (_name, api, errMsg, advice) => {
    await tell({ api, url, ok: false, errMsg });
    const call = await lastCall();
    expect(call).toMatchObject({ ok: false, outcome: errMsg });
    expect(call.why?.advice).toMatch(advice);
  });

  it("that failed for its own reasons has no invented advice", async () => {
    await tell({ api: "openAddress", url, ok: false, errMsg: "openAddress:fail" });
    expect((await lastCall()).why).toMatchObject({
      field: "openAddress",
      rule: expect.stringContaining("errMsg"),
    });
  });
});

describe("bad input", () => {
  it.each<[string, string, unknown, Record<string, string>, number]>([
    ["no JSON", "verify", "{", {}, 400],
    ["no url", "verify", { ...config(), url: undefined }, {}, 400],
    ["a list of numbers", "verify", { ...config(), jsApiList: [1] }, {}, 400],
    ["a timestamp that is an object", "verify", { ...config(), timestamp: {} }, {}, 400],
    ["another site", "verify", config(), { origin: "https://evil.example.com" }, 403],
    ["a huge body", "verify", " ".repeat(70_000), {}, 413],
    ["no api", "call", { url, ok: true, errMsg: "x:ok" }, {}, 400],
    ["a huge call", "call", { api: "x", url, ok: true, errMsg: "", detail: "x".repeat(70_000) }, {}, 413],
  ])("%s", async (_name, path, body, headers, status) => {
    const send = path === "verify" ? verifyRoute.POST : postCall;
    const answer = await send(post(path, body, headers), undefined);
    expect(answer.status).toBe(status);
  });

  it("takes POST only, and nothing while the sandbox is off", async () => {
    const get = () => new Request("http://localhost:3000/sandbox/api/bridge/jssdk/verify");
    expect((await verifyRoute.GET(get(), undefined)).status).toBe(405);
    const restore = changeSettings({ WECHAT_SANDBOX: "0" });
    const answers = await Promise.all([
      verifyRoute.POST(post("verify", config()), undefined),
      verifyRoute.GET(get(), undefined),
      postCall(post("call", {}), undefined),
    ]);
    restore();
    expect(answers.map((answer) => answer.status)).toEqual([404, 404, 404]);
  });
});
