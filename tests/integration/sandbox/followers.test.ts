import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/lib/db";
import { userGetCall } from "@/lib/sandbox/cgi-bin/users";
import { changePerson, openidOf, unionidOf } from "@/lib/sandbox/people";
import { api, freshSandbox, lastCall, mp, qrcode, stableToken, stopTime, wait } from "./support";

beforeEach(async () => {
  await freshSandbox();
  stopTime();
});

const tokenOf = async (app: { appid: string; secret: string } = mp): Promise<string> =>
  String((await stableToken({ ...app })).access_token);

/** GETs with a fresh token of an account. */
async function ask(path: string, query: Record<string, string | undefined> = {}, app = mp) {
  return api(path, { access_token: await tokenOf(app), ...query });
}

describe("cgi-bin/user/info", () => {
  const info = (openid: string | undefined, query = {}) => ask("/cgi-bin/user/info", { openid, ...query });
  const lin = openidOf(mp.appid, "lin");
  const chen = openidOf(mp.appid, "chen");

  it("tells of a follower since when, and nothing that WeChat keeps to itself", async () => {
    const answer = await info(lin, { lang: "zh_CN" });
    expect(answer).toEqual({
      subscribe: 1,
      openid: lin,
      language: "zh_CN",
      subscribe_time: Math.floor(Date.now() / 1000),
      unionid: unionidOf("lin"),
      remark: "",
      groupid: 0,
      tagid_list: [],
      subscribe_scene: "ADD_SCENE_SEARCH",
      qr_scene: 0,
      qr_scene_str: "",
    });
    expect((await lastCall()).why).toBeNull();
  });

  it("tells of others their ids alone", async () => {
    expect(await info(chen)).toEqual({ subscribe: 0, openid: chen, unionid: unionidOf("chen") });
    expect((await lastCall()).outcome).toContain("没有关注");
  });

  it("counts from the last time somebody followed", async () => {
    const begin = Math.floor(Date.now() / 1000);
    await info(lin);
    wait(1000);
    await changePerson("chen", { follows: true });
    wait(2000);
    await changePerson("chen", { follows: true, wallet: 1 });
    expect(await info(chen)).toMatchObject({ subscribe: 1, subscribe_time: begin + 1000 });
    await changePerson("chen", { follows: false });
    expect(await info(chen)).toMatchObject({ subscribe: 0 });
    wait(3000);
    await changePerson("chen", { follows: true });
    expect(await info(chen)).toMatchObject({ subscribe_time: begin + 3000 });
  });

  it("has a day for those who followed before anybody wrote it down", async () => {
    await info(lin);
    await db().sandboxPerson.update({ where: { id: "lin" }, data: { followedAt: null } });
    expect(await info(lin)).toMatchObject({ subscribe_time: Date.UTC(2026, 0, 1) / 1000 });
  });

  it("notes a language that WeChat does not know", async () => {
    expect(await info(lin, { lang: "cn" })).toMatchObject({ subscribe: 1 });
    expect((await lastCall()).why?.notes?.join()).toContain("cn");
  });

  it.each<[string, string | undefined, number, RegExp | undefined]>([
    ["no openid", undefined, 41009, undefined],
    ["nobody's", "o-nobody", 40003, /这个公众号的用户/],
    ["that of the website", openidOf(qrcode.appid, "lin"), 40003, /网站应用的 openid/],
  ])("refuses %s", async (_name, openid, errcode, advice) => {
    expect(await info(openid)).toMatchObject({ errcode });
    const call = await lastCall();
    expect(call).toMatchObject({ ok: false, why: { field: "openid" } });
    if (advice) expect(call.why?.advice).toMatch(advice);
  });
});

describe("cgi-bin/user/get", () => {
  const openids = (["lin", "chen", "guest"] as const).map((id) => openidOf(mp.appid, id)).sort();

  it("lists the followers", async () => {
    const lin = openidOf(mp.appid, "lin");
    expect(await ask("/cgi-bin/user/get")).toEqual({
      total: 1,
      count: 1,
      data: { openid: [lin] },
      next_openid: lin,
    });
    expect(await ask("/cgi-bin/user/get", { next_openid: lin })).toEqual({
      total: 1,
      count: 0,
      next_openid: "",
    });
  });

  it("in pages, from where the caller stopped, even when that one left", async () => {
    for (const id of ["chen", "guest"] as const) await changePerson(id, { follows: true });
    const page = async (next_openid: string) => {
      const query = new URLSearchParams({ access_token: await tokenOf(), next_openid });
      return (await userGetCall({ method: "GET", query, body: "", ip: "127.0.0.1" }, 2)).body;
    };
    expect(await page("")).toEqual({
      total: 3,
      count: 2,
      data: { openid: openids.slice(0, 2) },
      next_openid: openids[1],
    });
    const left = (["lin", "chen", "guest"] as const).find((id) => openidOf(mp.appid, id) === openids[1]);
    if (left) await changePerson(left, { follows: false });
    expect(await page(openids[1] ?? "")).toEqual({
      total: 2,
      count: 1,
      data: { openid: openids.slice(2) },
      next_openid: openids[2],
    });
  });

  it("refuses a next_openid that is nobody's", async () => {
    expect(await ask("/cgi-bin/user/get", { next_openid: "x" })).toMatchObject({ errcode: 40003 });
    expect(await lastCall()).toMatchObject({ why: { field: "next_openid" } });
  });

  it("is empty without followers", async () => {
    await changePerson("lin", { follows: false });
    expect(await ask("/cgi-bin/user/get")).toEqual({ total: 0, count: 0, next_openid: "" });
  });
});

it.each(["/cgi-bin/user/info", "/cgi-bin/user/get"])("%s is for the official account alone", async (path) => {
  expect(await ask(path, { openid: openidOf(qrcode.appid, "lin") }, qrcode)).toMatchObject({
    errcode: 48001,
  });
  expect(await lastCall()).toMatchObject({ why: { expected: mp.appid, given: qrcode.appid } });
});
