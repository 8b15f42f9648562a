import { describe, expect, it } from "vitest";
import { rejection } from "./support";
import { answering, ok } from "./wxclient-answering";

const many = (count: number) => Array.from({ length: count }, (_, at) => `o${at}`);

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describe("userInfoBatch", () => {
  it("asks about 100 at once, and about nobody not at all", async () => {
    const { client, asked } = answering({ user_info_list: [{ subscribe: 0, openid: "o0" }] });
    expect(await client.userInfoBatch([])).toEqual([]);
    expect(asked()).toEqual([]);
    expect(await client.userInfoBatch(["o0"])).toEqual([
      { subscribe: false, openid: "o0", unionid: undefined },
    ]);
    await client.userInfoBatch(many(100));
    expect(asked()[0]).toEqual([
      "POST",
      "/user/info/batchget?access_token=TOKEN-1",
      '{"user_list":[{"openid":"o0","lang":"zh_CN"}]}',
    ]);
  });

  it.each([many(101), ["o1", ""], "o1", [1]])("refuses %#", async (openids) => {
    const { client, asked } = answering(ok);
    const error = await rejection(client.userInfoBatch(openids as string[]));
    expect(error).toMatchObject({ kind: "config", message: expect.stringContaining("openids") });
    expect(asked()).toEqual([]);
  });

  it("passes refusals on, and takes half an answer as none", async () => {
    const refused = answering({ errcode: 40003, errmsg: "invalid openid" });
    expect(await rejection(refused.client.userInfoBatch(["o1"]))).toMatchObject({ errcode: 40003 });
    const half = answering({ user_info_list: [{ openid: "o1" }] });
    expect(await rejection(half.client.userInfoBatch(["o1"]))).toMatchObject({ kind: "malformed" });
  });
});

describe("followers", () => {
  const page = (openids: string[], next: string) => ({
    total: 3,
    data: { openid: openids },
    next_openid: next,
  });

  it("go from page to page, and ask for the next when the one before is used up", async () => {
    const { client, asked } = answering(page(["a", "b"], "b"), page(["c"], "c"), {
      total: 3,
      next_openid: "",
    });
    const found: string[] = [];
    for await (const openid of client.followers()) {
      found.push(openid);
      if (openid === "b") expect(asked()).toHaveLength(1);
    }
    expect(found).toEqual(["a", "b", "c"]);
    expect(asked().map(([, path]) => path)).toEqual([
      "/user/get?access_token=TOKEN-1",
      "/user/get?next_openid=b&access_token=TOKEN-1",
      "/user/get?next_openid=c&access_token=TOKEN-1",
    ]);
  });

  it("end at a page that leads to itself, at nobody, and when nobody wants more", async () => {
    const circle = answering(page(["a"], "a"));
    expect(await all(circle.client.followers())).toEqual(["a", "a"]);
    expect(await all(answering({ total: 0, next_openid: "" }).client.followers())).toEqual([]);
    const long = answering(page(["a", "b"], "b"));
    for await (const _ of long.client.followers()) break;
    expect(long.asked()).toHaveLength(1);
  });

  it("that cannot be fetched end with the error", async () => {
    const { client } = answering(page(["a"], "a"), { errcode: 48001, errmsg: "api unauthorized" });
    const walk = client.followers();
    expect(await walk.next()).toEqual({ done: false, value: "a" });
    expect(await rejection(walk.next())).toMatchObject({ errcode: 48001 });
  });
});

describe("updateRemark", () => {
  it("takes 30 bytes, and an empty one", async () => {
    const { client, asked } = answering(ok);
    await client.updateRemark("o1", "宝".repeat(10));
    expect(await client.updateRemark("o1", "")).toBeUndefined();
    expect(asked()).toEqual([
      [
        "POST",
        "/user/info/updateremark?access_token=TOKEN-1",
        `{"openid":"o1","remark":"${"宝".repeat(10)}"}`,
      ],
      ["POST", "/user/info/updateremark?access_token=TOKEN-1", '{"openid":"o1","remark":""}'],
    ]);
    expect(await rejection(client.updateRemark("o1", `${"宝".repeat(10)}x`))).toMatchObject({
      kind: "config",
    });
    expect(await rejection(client.updateRemark("", "x"))).toMatchObject({ kind: "config" });
    expect(asked()).toHaveLength(2);
  });
});

describe("tags", () => {
  it("are made, listed, renamed and deleted", async () => {
    const { client, asked } = answering(
      { tag: { id: 134, name: "老客户" } },
      { tags: [{ id: 2, name: "星标组", count: 5 }] },
      ok,
    );
    expect(await client.tagsCreate("老客户")).toEqual({ id: 134, name: "老客户" });
    expect(await client.tagsGet()).toEqual([{ id: 2, name: "星标组", count: 5 }]);
    expect(await client.tagsUpdate(134, "新客户")).toBeUndefined();
    expect(await client.tagsDelete(134)).toBeUndefined();
    expect(asked()).toEqual([
      ["POST", "/tags/create?access_token=TOKEN-1", '{"tag":{"name":"老客户"}}'],
      ["GET", "/tags/get?access_token=TOKEN-1", ""],
      ["POST", "/tags/update?access_token=TOKEN-1", '{"tag":{"id":134,"name":"新客户"}}'],
      ["POST", "/tags/delete?access_token=TOKEN-1", '{"tag":{"id":134}}'],
    ]);
  });

  it("are put on people and taken off, 50 at once", async () => {
    const { client, asked } = answering(ok);
    await client.tagUsers(134, many(50));
    expect(await client.untagUsers(134, ["o1"])).toBeUndefined();
    expect(asked().map(([, path]) => path)).toEqual([
      "/tags/members/batchtagging?access_token=TOKEN-1",
      "/tags/members/batchuntagging?access_token=TOKEN-1",
    ]);
    expect(asked()[1]?.[2]).toBe('{"openid_list":["o1"],"tagid":134}');
  });

  it("tell who has one, by pages, and which somebody has", async () => {
    const { client, asked } = answering(
      { count: 1, data: { openid: ["o1"] }, next_openid: "o1" },
      { count: 0, next_openid: "" },
      { count: 0, data: { openid: [] }, next_openid: "o1" },
      { tagid_list: [134, 2] },
    );
    expect(await client.usersOf(134)).toEqual({ openids: ["o1"], next: "o1" });
    expect(await client.usersOf(134, "o1")).toEqual({ openids: [], next: null });
    expect(await client.usersOf(134, "o1")).toEqual({ openids: [], next: null });
    expect(await client.tagsOf("o1")).toEqual([134, 2]);
    expect(asked().map(([, path, body]) => [path, body])).toEqual([
      ["/user/tag/get?access_token=TOKEN-1", '{"tagid":134,"next_openid":""}'],
      ["/user/tag/get?access_token=TOKEN-1", '{"tagid":134,"next_openid":"o1"}'],
      ["/user/tag/get?access_token=TOKEN-1", '{"tagid":134,"next_openid":"o1"}'],
      ["/tags/getidlist?access_token=TOKEN-1", '{"openid":"o1"}'],
    ]);
  });

  it("refuse what WeChat would, before anything is sent", async () => {
    const { client, asked } = answering(ok);
    for (const promise of [
      client.tagsCreate(""),
      client.tagsCreate("x".repeat(31)),
      client.tagsCreate("月".repeat(11)),
      client.tagsUpdate(1.5, "x"),
      client.tagsUpdate(134, ""),
      client.tagsDelete(-1),
      client.usersOf(Number.NaN),
      client.tagUsers(134, []),
      client.tagUsers(134, many(51)),
      client.untagUsers(134, [""]),
      client.tagUsers(0.5, ["o1"]),
      client.tagsOf(""),
    ])
      expect(await rejection(promise)).toMatchObject({ kind: "config", code: "TAG" });
    expect(asked()).toEqual([]);
  });

  it.each([45157, 45158, 45056, 45159, 45059, 49003])("pass errcode %i on", async (errcode) => {
    const { client } = answering({ errcode, errmsg: "no" });
    expect(await rejection(client.tagUsers(134, ["o1"]))).toMatchObject({ errcode, advice: "stop" });
  });
});
