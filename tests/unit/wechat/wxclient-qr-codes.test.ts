import { describe, expect, it } from "vitest";
import { createGateway, createWxclient } from "@/lib/wechat";
import { rejection } from "./support";
import { answering } from "./wxclient-answering";
import { appid, secret } from "./wxclient-support";

const code = { ticket: "gQ==", expire_seconds: 60, url: "http://weixin.qq.com/q/kZ" };

describe("qrcodeCreate refuses before anything is sent", () => {
  it.each([
    ["scene", 0, 60],
    ["scene", -1, 60],
    ["scene", 1.5, 60],
    ["scene", Number.NaN, 60],
    ["scene", 2 ** 32, 60],
    ["scene", 0, undefined],
    ["scene", 100_001, undefined],
    ["scene", "", 60],
    ["scene", "", undefined],
    ["scene", "x".repeat(65), 60],
    ["scene", "x".repeat(65), undefined],
    ["expireSeconds", "x", 2_592_001],
    ["expireSeconds", 1, 60.5],
    ["expireSeconds", 1, 0],
  ])("a fault in %s: %j, %j", async (field, scene, seconds) => {
    const { client, asked } = answering(code);
    const error = await rejection(client.qrcodeCreate(scene, seconds));
    expect(error).toMatchObject({ kind: "config", message: expect.stringContaining(`${field}:`) });
    expect(asked()).toEqual([]);
  });
});

describe("qrcodeCreate", () => {
  it.each([
    [1, 60, '{"expire_seconds":60,"action_name":"QR_SCENE","action_info":{"scene":{"scene_id":1}}}'],
    [1, 1, '{"expire_seconds":1,"action_name":"QR_SCENE","action_info":{"scene":{"scene_id":1}}}'],
    [
      2 ** 32 - 1,
      2_592_000,
      '{"expire_seconds":2592000,"action_name":"QR_SCENE","action_info":{"scene":{"scene_id":4294967295}}}',
    ],
    ["7", 60, '{"expire_seconds":60,"action_name":"QR_STR_SCENE","action_info":{"scene":{"scene_str":"7"}}}'],
    [1, undefined, '{"action_name":"QR_LIMIT_SCENE","action_info":{"scene":{"scene_id":1}}}'],
    [100_000, undefined, '{"action_name":"QR_LIMIT_SCENE","action_info":{"scene":{"scene_id":100000}}}'],
    [
      "宝".repeat(64),
      undefined,
      `{"action_name":"QR_LIMIT_STR_SCENE","action_info":{"scene":{"scene_str":"${"宝".repeat(64)}"}}}`,
    ],
  ])("of %j for %j seconds", async (scene, seconds, body) => {
    const { client, asked } = answering(code);
    const expireSeconds = seconds === undefined ? null : 60;
    expect(await client.qrcodeCreate(scene, seconds)).toEqual({
      ticket: "gQ==",
      url: code.url,
      expireSeconds,
    });
    expect(asked()).toEqual([["POST", "/qrcode/create?access_token=TOKEN-1", body]]);
  });

  it("takes the time that was asked for when WeChat tells none", async () => {
    const { client } = answering({ ticket: "T", url: "u" });
    expect(await client.qrcodeCreate("x", 90)).toEqual({ ticket: "T", url: "u", expireSeconds: 90 });
  });

  it("passes refusals on, and takes half an answer as none", async () => {
    const refused = answering({ errcode: 40053, errmsg: "invalid action info" });
    expect(await rejection(refused.client.qrcodeCreate(1))).toMatchObject({ errcode: 40053, advice: "stop" });
    for (const answer of [{ url: "u" }, { ticket: "T" }, { ...code, expire_seconds: "soon" }])
      expect(await rejection(answering(answer).client.qrcodeCreate(1, 60))).toMatchObject({
        kind: "malformed",
      });
  });
});

describe("qrcodeUrl", () => {
  it("is on WeChat's page of pictures, or behind the gateway", () => {
    const { client, store, transport } = answering(code);
    expect(client.qrcodeUrl("gQ/+=&")).toBe(
      "https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket=gQ%2F%2B%3D%26",
    );
    const gateway = createGateway("http://localhost:3000/sandbox");
    const other = createWxclient({ app: { appid, secret }, store, transport: { ...transport, gateway } });
    expect(other.qrcodeUrl("T")).toBe(
      "http://localhost:3000/sandbox/mp.weixin.qq.com/cgi-bin/showqrcode?ticket=T",
    );
    expect(() => client.qrcodeUrl("")).toThrow(expect.objectContaining({ kind: "config" }));
  });
});
