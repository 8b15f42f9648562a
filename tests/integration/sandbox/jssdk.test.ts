import { beforeEach, describe, expect, it } from "vitest";
import { POST as postCall } from "@/app/sandbox/api/bridge/jssdk/call/route";
import * as verifyRoute from "@/app/sandbox/api/bridge/jssdk/verify/route";
import { db } from "@/lib/db";
import { listFaults, setFault } from "@/lib/sandbox/faults";
import { jssdkSign } from "@/lib/wechat/sign";
import { changeSettings } from "../../support/settings";
import {
  config,
  hash,
  invalid,
  noncestr,
  post,
  putTicket,
  sandboxWithTicket,
  string1,
  ticket,
  timestamp,
  url,
  verify,
} from "./jssdk-support";
import { lastCall, qrcode, wait } from "./support";

beforeEach(sandboxWithTicket);

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
