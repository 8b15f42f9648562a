import { describe, expect, it } from "vitest";
import { rejection } from "./support";
import { appid, secret, setup } from "./wxclient-support";

const host = "https://api.weixin.qq.com/cgi-bin";

/** A client, and a WeChat that answers everything but the token with this. */
function answering(answer: object) {
  const world = setup();
  world.account.intercept = ({ url }) => (url.includes("stable_token") ? undefined : answer);
  return { ...world, client: world.start(), asked: () => world.calls[1] };
}

describe("userInfo", () => {
  const follower = {
    subscribe: 1,
    openid: "o1",
    language: "zh_CN",
    subscribe_time: 1382694957,
    unionid: "u1",
    remark: "老客户",
    groupid: 0,
    tagid_list: [128, 2],
    subscribe_scene: "ADD_SCENE_OF_TOMORROW",
    qr_scene: 98765,
    qr_scene_str: "",
  };

  it.each([
    {},
    { subscribe: 2, openid: "o1" },
    { subscribe: 0 },
    { subscribe: 1, openid: "o1" },
    { ...follower, openid: "" },
    { ...follower, subscribe_time: "yesterday" },
  ])("takes %j as malformed", async (answer) => {
    expect(await rejection(answering(answer).client.userInfo("o1"))).toMatchObject({
      kind: "malformed",
      code: "ANSWER",
    });
  });

  it("throws WeChat's refusal", async () => {
    const { client } = answering({ errcode: 40003, errmsg: "invalid openid rid: 1" });
    expect(await rejection(client.userInfo("nobody"))).toMatchObject({ errcode: 40003 });
  });

  it("knows of someone who does not follow only the openid, and perhaps the unionid", async () => {
    const { client, asked } = answering({ subscribe: 0, openid: "o1", tagid_list: [] });
    expect(await client.userInfo("o 1")).toEqual({ subscribe: false, openid: "o1", unionid: undefined });
    expect(asked()?.url).toBe(`${host}/user/info?openid=o%201&lang=zh_CN&access_token=TOKEN-1`);
    const bound = answering({ subscribe: 0, openid: "o1", unionid: "u1" });
    expect(await bound.client.userInfo("o1")).toEqual({ subscribe: false, openid: "o1", unionid: "u1" });
  });

  it("reads a follower, from whatever scene", async () => {
    expect(await answering(follower).client.userInfo("o1")).toEqual({
      subscribe: true,
      openid: "o1",
      unionid: "u1",
      subscribe_time: new Date("2013-10-25T09:55:57Z"),
      subscribe_scene: "ADD_SCENE_OF_TOMORROW",
      remark: "老客户",
      tagid_list: [128, 2],
      qr_scene: 98765,
      qr_scene_str: "",
    });
  });

  it("bears what old accounts leave out", async () => {
    const { client } = answering({ subscribe: 1, openid: "o1", subscribe_time: 0, tagid_list: null });
    expect(await client.userInfo("o1")).toMatchObject({
      subscribe: true,
      subscribe_scene: "",
      remark: "",
      tagid_list: [],
      qr_scene: 0,
    });
  });
});

describe("userGet", () => {
  it.each([{}, { total: "many" }, { total: 1, data: { openid: [1] } }])(
    "takes %j as malformed",
    async (answer) => {
      expect(await rejection(answering(answer).client.userGet())).toMatchObject({ kind: "malformed" });
    },
  );

  it("reads page after page, until one without openids", async () => {
    const pages = [
      { total: 3, count: 2, data: { openid: ["a", "b"] }, next_openid: "b" },
      { total: 3, count: 1, data: { openid: ["c"] }, next_openid: "c" },
      { total: 3, count: 0, next_openid: "" },
    ];
    const { start, account, calls } = setup();
    account.intercept = ({ url }) => (url.includes("user/get") ? pages.shift() : undefined);
    const client = start();
    expect(await client.userGet()).toEqual({ total: 3, openids: ["a", "b"], next: "b" });
    expect(await client.userGet("b")).toEqual({ total: 3, openids: ["c"], next: "c" });
    expect(await client.userGet("c")).toEqual({ total: 3, openids: [], next: null });
    expect(calls.slice(1).map(({ url }) => url.replace(host, ""))).toEqual([
      "/user/get?access_token=TOKEN-1",
      "/user/get?next_openid=b&access_token=TOKEN-1",
      "/user/get?next_openid=c&access_token=TOKEN-1",
    ]);
  });

  it("ends when WeChat names the place where an empty page begins", async () => {
    const { client } = answering({ total: 0, count: 0, data: { openid: [] }, next_openid: "c" });
    expect(await client.userGet("c")).toEqual({ total: 0, openids: [], next: null });
  });
});

describe("the account's own affairs", () => {
  it("clearQuota names the account", async () => {
    const { client, asked } = answering({ errcode: 0, errmsg: "ok" });
    expect(await client.clearQuota()).toBeUndefined();
    expect(asked()).toEqual({
      url: `${host}/clear_quota?access_token=TOKEN-1`,
      method: "POST",
      body: JSON.stringify({ appid }),
    });
    const used = answering({ errcode: 48006, errmsg: "forbid to clear quota because of reaching the limit" });
    expect(await rejection(used.client.clearQuota())).toMatchObject({ errcode: 48006, retryable: false });
  });

  it("clearQuota goes by the secret when what is used up are the tokens", async () => {
    const world = setup();
    let said = { errcode: 0, errmsg: "ok" };
    world.account.intercept = ({ url }) =>
      url.includes("stable_token") ? { errcode: 45009, errmsg: "reach max api daily quota limit" } : said;
    const client = world.start();
    expect(await client.clearQuota()).toBeUndefined();
    expect(world.calls.at(-1)).toEqual({
      url: `${host}/clear_quota/v2`,
      method: "POST",
      body: JSON.stringify({ appid, appsecret: secret }),
    });
    said = { errcode: 48006, errmsg: `forbid ${secret}` };
    const error = await rejection(client.clearQuota());
    expect(error).toMatchObject({ errcode: 48006, message: expect.not.stringContaining(secret) });
  });

  it("clearQuota goes by the token alone when WeChat refuses it for another reason", async () => {
    const { client, calls } = answering({ errcode: 48001, errmsg: "api unauthorized" });
    expect(await rejection(client.clearQuota())).toMatchObject({ errcode: 48001 });
    expect(calls.filter(({ url }) => url.includes("/v2"))).toEqual([]);
  });

  it("getCallbackIp gives addresses and ranges", async () => {
    const { client } = answering({ ip_list: ["127.0.0.1", "101.226.103.0/25"] });
    expect(await client.getCallbackIp()).toEqual(["127.0.0.1", "101.226.103.0/25"]);
    expect(await rejection(answering({ ip_list: "x" }).client.getCallbackIp())).toMatchObject({
      kind: "malformed",
    });
  });

  it("the client tells whose it is", () => {
    expect(setup().start().appid).toBe(appid);
  });
});
