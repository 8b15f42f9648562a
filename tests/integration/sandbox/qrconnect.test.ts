import { beforeEach, describe, expect, it } from "vitest";
import { answerHost } from "@/lib/sandbox/hosts";
import { openidOf } from "@/lib/sandbox/people";
import {
  confirmScan,
  markScanned,
  openScan,
  pollAnswer,
  qrcodeSvg,
  readScan,
  scanStatus,
} from "@/lib/sandbox/qrconnect";
import { openScanned } from "@/lib/sandbox/scan-text";
import { api, freshSandbox, lastCall, mp, qrcode, wait } from "./support";

beforeEach(freshSandbox);

const good = {
  appid: qrcode.appid,
  redirect_uri: "http://localhost:3000/oauth/wechat/callback/qrcode",
  response_type: "code",
  scope: "snsapi_login",
  state: "s1",
};
const queryOf = (changes: Record<string, string> = {}) =>
  new URLSearchParams({ ...good, ...changes }).toString();

async function open() {
  const opened = await openScan(queryOf());
  if (!opened.ok) throw new Error(opened.text);
  return opened.scan;
}

describe("the QR code", () => {
  it("waits, is scanned, confirmed, and gives a code for the website application", async () => {
    const scan = await open();
    expect(scan.qrText).toBe(
      `http://localhost:3000/sandbox/open.weixin.qq.com/connect/confirm?uuid=${scan.uuid}`,
    );
    expect(await pollAnswer(scan.uuid, null, 0)).toBe("window.wx_errcode=408;window.wx_code='';");
    await markScanned(scan.uuid, "lin");
    expect(await pollAnswer(scan.uuid, null, 0)).toBe("window.wx_errcode=404;window.wx_code='';");
    expect(await pollAnswer(scan.uuid, "404", 0)).toBe("window.wx_errcode=408;window.wx_code='';");
    await confirmScan(scan.uuid, "lin", true);
    const { errcode, code } = await scanStatus(scan.uuid);
    expect(errcode).toBe(405);
    expect(await pollAnswer(scan.uuid, "404", 0)).toBe(`window.wx_errcode=405;window.wx_code='${code}';`);
    expect(scan.callback.before + code + scan.callback.after).toBe(
      `${good.redirect_uri}?code=${code}&state=s1`,
    );
    const answer = await api("/sns/oauth2/access_token", {
      ...qrcode,
      code,
      grant_type: "authorization_code",
    });
    expect(answer).toMatchObject({ openid: openidOf(qrcode.appid, "lin"), scope: "snsapi_login" });
    expect(answer).toHaveProperty("unionid");
  });

  it("says 403 when the person refuses, and the callback gets the state alone", async () => {
    const scan = await open();
    await markScanned(scan.uuid, "lin");
    expect((await confirmScan(scan.uuid, "lin", false))?.status).toBe("refused");
    expect(await scanStatus(scan.uuid)).toEqual({ errcode: 403, code: "" });
    expect(scan.callback.denied).toBe(`${good.redirect_uri}?state=s1`);
    expect(await confirmScan(scan.uuid, "lin", true)).toBeNull();
  });

  it("belongs to whoever scanned it first", async () => {
    const { uuid } = await open();
    expect(await markScanned(uuid, "lin")).not.toBeNull();
    expect(await markScanned(uuid, "chen")).toBeNull();
    expect(await markScanned(uuid, "lin")).not.toBeNull();
    expect(await confirmScan(uuid, "chen", true)).toBeNull();
    expect((await readScan(uuid))?.status).toBe("scanned");
  });

  it("is confirmed once, also by two taps at once", async () => {
    const { uuid } = await open();
    await markScanned(uuid, "lin");
    const taps = await Promise.all([confirmScan(uuid, "lin", true), confirmScan(uuid, "lin", true)]);
    expect(taps.filter((tap) => tap !== null)).toHaveLength(1);
  });

  it("expires after five minutes; an unknown one has expired", async () => {
    const { uuid } = await open();
    wait(301);
    expect(await scanStatus(uuid)).toEqual({ errcode: 402, code: "" });
    expect(await markScanned(uuid, "lin")).toBeNull();
    expect(await scanStatus("unknown")).toEqual({ errcode: 402, code: "" });
  });

  it("can be drawn and polled by its addresses", async () => {
    const { uuid } = await open();
    expect(await qrcodeSvg(uuid)).toContain("<svg");
    const at = (host: string, path: string) =>
      answerHost(host, path.split("?")[0] ?? "", new Request(`http://localhost:3000/sandbox/${host}${path}`));
    const picture = await at("open.weixin.qq.com", `/connect/qrcode/${uuid}`);
    expect(picture?.headers.get("content-type")).toBe("image/svg+xml");
    expect(await at("open.weixin.qq.com", "/connect/qrcode/unknown")).toBeNull();
    await markScanned(uuid, "lin");
    const poll = await at("lp.open.weixin.qq.com", `/connect/l/qrconnect?uuid=${uuid}&_=1`);
    expect(await poll?.text()).toContain("wx_errcode=404");
  });
});

describe("its page", () => {
  it.each<[string, Record<string, string>, string]>([
    ["the official account's appid", { appid: mp.appid }, "AppID 参数错误"],
    ["another domain", { redirect_uri: "https://evil.example.com" }, "redirect_uri 参数错误"],
    ["another scope", { scope: "snsapi_base" }, "Scope 参数错误或没有 Scope 权限"],
    ["no response_type", { response_type: "" }, "response_type 参数错误"],
    ["a strange state", { state: "<>" }, "state 参数错误"],
  ])("refuses %s", async (_name, changes, text) => {
    expect(await openScan(queryOf(changes))).toMatchObject({ ok: false, text });
    expect(await lastCall()).toMatchObject({ ok: false, outcome: text });
  });

  it("takes what wxLogin.js sends", async () => {
    const { appid, scope, redirect_uri, state } = good;
    const embedded = new URLSearchParams({
      appid,
      scope,
      redirect_uri,
      state,
      login_type: "jssdk",
    }).toString();
    expect(await openScan(embedded)).toMatchObject({ ok: true });
  });
});

describe("the phone's camera", () => {
  it("opens the confirm page, by the real address as well", async () => {
    const scan = await open();
    expect(await openScanned(` ${scan.qrText}\n`, "lin")).toEqual({ open: scan.qrText });
    const real = `https://open.weixin.qq.com/connect/confirm?uuid=${scan.uuid}`;
    expect(await openScanned(real, "lin")).toEqual({ open: scan.qrText });
    expect(await openScanned(real, "chen")).toHaveProperty("message");
  });

  it("opens pages of ours and nothing else", async () => {
    expect(await openScanned("http://localhost:3000/products/opal", "lin")).toEqual({
      open: "http://localhost:3000/products/opal",
    });
    expect(await openScanned("https://example.com/", "lin")).toHaveProperty("message");
    expect(await openScanned("hello", "lin")).toHaveProperty("message");
  });
});
