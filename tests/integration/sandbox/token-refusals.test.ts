import { beforeAll, describe, expect, it } from "vitest";
import { db } from "@/lib/db";
import { api, apiPost, apiRaw, freshSandbox, lastCall, mp, plainToken, qrcode, stableToken } from "./support";

beforeAll(freshSandbox);

const rid = /,? rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/;

type Changes = Record<string, string | undefined>;
const wrongClients: [string, Changes, number, string][] = [
  ["no grant_type", { grant_type: undefined }, 40002, "grant_type"],
  ["another grant_type", { grant_type: "authorization_code" }, 40002, "grant_type"],
  ["no appid", { appid: undefined }, 41002, "appid"],
  ["an empty appid", { appid: "" }, 41002, "appid"],
  ["a stranger's appid", { appid: "wx0000000000000000" }, 40013, "appid"],
  ["no secret", { secret: undefined }, 41004, "secret"],
  ["a wrong secret", { secret: "0".repeat(32) }, 40125, "secret"],
  ["another account's secret", { secret: qrcode.secret }, 40125, "secret"],
];

describe.each([
  ["cgi-bin/token", plainToken],
  ["cgi-bin/stable_token", stableToken],
])("%s", (path, ask) => {
  it.each(wrongClients)("is refused with %s", async (_name, changes, errcode, field) => {
    const answer = await ask(changes);
    expect(answer).toEqual({ errcode, errmsg: expect.stringMatching(rid) });
    const call = await lastCall();
    expect(call).toMatchObject({ direction: "in", ok: false, httpStatus: 200, why: { field } });
    expect(call.address).toBe(`https://api.weixin.qq.com/${path}`);
    expect(call.why?.rule).toBeTruthy();
    expect(call.why?.section?.url).toContain("developers.weixin.qq.com");
    expect(await db().sandboxToken.count()).toBe(0);
  });
});

describe("a body", () => {
  const post = (body: string) => apiPost("/cgi-bin/stable_token", body);
  it.each<[string, string, number, RegExp]>([
    ["empty", "", 44002, /JSON/],
    ["blank", " \n", 44002, /JSON/],
    ["broken", '{"appid":', 47001, /JSON\.stringify/],
    ["a form", `appid=${mp.appid}&secret=x`, 47001, /表单/],
    ["XML", "<xml></xml>", 47001, /XML/],
    ["with single quotes", "{'appid':'x'}", 47001, /双引号/],
    ["with a byte order mark", '\uFEFF{"appid":"x"}', 47001, /BOM/],
    ["a list", "[]", 47001, /JSON/],
    ["null", "null", 47001, /JSON/],
    ["a number in place of text", `{"appid":1}`, 47001, /类型/],
    ["a text in place of a boolean", `{"force_refresh":"true"}`, 47001, /类型/],
  ])("that is %s is refused, and kept as it came", async (_name, body, errcode, advice) => {
    expect(await post(body)).toEqual({ errcode, errmsg: expect.stringMatching(rid) });
    const call = await lastCall();
    expect(call.why?.advice).toMatch(advice);
    if (body.trim()) expect(call.request).toBe(`POST /cgi-bin/stable_token\n\n${body}`);
  });

  it("that is missing because everything stands in the query is told so", async () => {
    const query = new URLSearchParams({ grant_type: "client_credential", ...mp });
    expect(await apiPost(`/cgi-bin/stable_token?${query}`, "")).toMatchObject({ errcode: 44002 });
    expect((await lastCall()).why?.advice).toContain("不在查询参数里");
  });

  it("that is huge is not read to its end", async () => {
    const answer = await apiRaw("/cgi-bin/stable_token", { method: "POST", body: " ".repeat(70_000) });
    expect(answer.status).toBe(413);
    expect(answer.headers.get("content-type")).toBe("text/html");
    expect(await lastCall()).toMatchObject({ ok: false, httpStatus: 413 });
  });

  it("ends in the ledger with the answer, secrets and all", async () => {
    const { access_token } = await stableToken();
    const call = await lastCall();
    expect(call.request).toContain(`"secret":"${mp.secret}"`);
    expect(call.answer).toContain(String(access_token));
    expect(call.ok).toBe(true);
  });
});

it.each<[string, string, number]>([
  ["GET", "/cgi-bin/stable_token", 43002],
  ["PUT", "/cgi-bin/clear_quota", 43002],
  ["GET", "/cgi-bin/clear_quota/v2", 43002],
  ["POST", "/cgi-bin/token", 43001],
  ["DELETE", "/cgi-bin/user/info", 43001],
])("refuses %s %s", async (method, path, errcode) => {
  const answer = await apiRaw(path, { method });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ errcode });
  expect(await lastCall()).toMatchObject({ method, ok: false, why: { given: method } });
});

it("answers HEAD as GET, calls itself JSON, and has no other addresses", async () => {
  const answer = await apiRaw("/cgi-bin/token", { method: "HEAD" });
  expect(answer.headers.get("content-type")).toBe("application/json; encoding=utf-8");
  for (const path of ["/cgi-bin/constructor", "/cgi-bin/", "/cgi-bin/token/", "/cgi-bin/token2"]) {
    expect((await apiRaw(path)).status).toBe(404);
  }
});

describe("an access_token", () => {
  it.each<[string, string | undefined, number, RegExp]>([
    ["missing", undefined, 41001, /查询参数/],
    ["empty", "", 41001, /查询参数/],
    ["of the right shape, but nobody's", `12_${"a".repeat(86)}`, 40001, /这个沙箱/],
    ["undefined", "undefined", 40014, /变量/],
    ["a secret", qrcode.secret, 40014, /网站应用的 AppSecret/],
    ["no text that a token could have", `12_${"月".repeat(50)}`, 40014, /JSON/],
  ])("that is %s is refused", async (_name, access_token, errcode, advice) => {
    const answer = await api("/cgi-bin/getcallbackip", { access_token });
    expect(answer).toEqual({ errcode, errmsg: expect.stringMatching(rid) });
    expect((await lastCall()).why?.advice).toMatch(advice);
  });

  it("says 40001 as WeChat does", async () => {
    const answer = await api("/cgi-bin/getcallbackip", { access_token: `12_${"a".repeat(86)}` });
    expect(answer.errmsg).toMatch(
      /^invalid credential, access_token is invalid or not latest, could get access_token by getStableAccessToken, more details at https:\/\/mmbizurl\.cn\/s\/JtxxFh33r rid: /,
    );
  });
});
