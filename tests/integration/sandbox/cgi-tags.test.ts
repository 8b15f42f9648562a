import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/lib/db";
import { usersOfTagCall } from "@/lib/sandbox/cgi-bin/tags";
import { changePerson, openidOf } from "@/lib/sandbox/people";
import { ask, chen, expectRefused, lin, linElsewhere, ok, tell, tokenOf } from "./cgi-support";
import { freshSandbox, mp, stopTime } from "./support";

beforeEach(async () => {
  await freshSandbox();
  stopTime();
});

const create = async (name: string): Promise<number> =>
  ((await tell("/cgi-bin/tags/create", { tag: { name } })).tag as { id: number }).id;
const mark = (openid_list: unknown, tagid: unknown, what = "batchtagging") =>
  tell(`/cgi-bin/tags/members/${what}`, { openid_list, tagid });
const everybodyFollows = async () => {
  for (const id of ["chen", "guest", "owner"] as const) await changePerson(id, { follows: true });
};

describe("tags", () => {
  it("are created, listed with their users, renamed and deleted", async () => {
    const id = await create("老顾客");
    expect(id).toBe(100);
    expect(await create("新顾客")).toBe(101);
    await mark([lin], id);
    const starred = { id: 2, name: "星标组", count: 0 };
    const other = { id: 101, name: "新顾客", count: 0 };
    expect(await ask("/cgi-bin/tags/get")).toEqual({
      tags: [starred, { id, name: "老顾客", count: 1 }, other],
    });
    await changePerson("lin", { follows: false });
    expect(await ask("/cgi-bin/tags/get")).toMatchObject({ tags: [starred, { id, count: 0 }, other] });
    expect(await tell("/cgi-bin/tags/update", { tag: { id, name: "贵客" } })).toEqual(ok);
    expect(await tell("/cgi-bin/tags/update", { tag: { id, name: "贵客" } })).toEqual(ok);
    expect(await tell("/cgi-bin/tags/delete", { tag: { id } })).toEqual(ok);
    expect(await ask("/cgi-bin/tags/get")).toEqual({ tags: [starred, other] });
    expect(await tell("/cgi-bin/tags/getidlist", { openid: lin })).toEqual({ tagid_list: [] });
  });

  it.each([
    ["", 45157],
    ["  ", 45157],
    ["星标组", 45157],
    ["x".repeat(31), 45158],
    ["月".repeat(11), 45158],
  ])("refuse the name %j", async (name, errcode) => {
    await expectRefused(tell("/cgi-bin/tags/create", { tag: { name } }), errcode, "tag.name");
    const id = await create("有的");
    await expectRefused(tell("/cgi-bin/tags/update", { tag: { id, name } }), errcode, "tag.name");
  });

  it("have names of up to 30 bytes, each once", async () => {
    await create("月".repeat(10));
    await expectRefused(tell("/cgi-bin/tags/create", { tag: { name: "月".repeat(10) } }), 45157);
    const id = await create("二");
    await expectRefused(tell("/cgi-bin/tags/update", { tag: { id, name: "月".repeat(10) } }), 45157);
  });

  it("are a hundred at most, however many are asked for at once", async () => {
    await create("0");
    const data = Array.from({ length: 98 }, (_, n) => ({ id: 101 + n, name: `名${n}` }));
    await db().sandboxTag.createMany({ data });
    const answers = await Promise.all(
      ["a", "b", "c"].map((name) => tell("/cgi-bin/tags/create", { tag: { name } })),
    );
    expect(answers.filter(({ tag }) => tag !== undefined)).toHaveLength(1);
    await expectRefused(tell("/cgi-bin/tags/create", { tag: { name: "d" } }), 45056);
  });

  it.each([0, 1, 2])("leave WeChat's own %d alone", async (id) => {
    await expectRefused(tell("/cgi-bin/tags/update", { tag: { id, name: "x" } }), 45058, "tag.id");
    await expectRefused(tell("/cgi-bin/tags/delete", { tag: { id } }), 45058, "tag.id");
  });

  it.each([undefined, 777, 100.5, -1])("refuse the id %j", async (id) => {
    await expectRefused(tell("/cgi-bin/tags/update", { tag: { id, name: "x" } }), 45159, "tag.id");
    await expectRefused(tell("/cgi-bin/tags/delete", { tag: { id } }), 45159, "tag.id");
    await expectRefused(mark([lin], id), 45159, "tagid");
    await expectRefused(tell("/cgi-bin/user/tag/get", { tagid: id }), 45159, "tagid");
  });
});

describe("a user's tags", () => {
  it("come and go, and stand in user/info", async () => {
    await everybodyFollows();
    const [a, b] = [await create("a"), await create("b")];
    expect(await mark([lin, chen], b)).toEqual(ok);
    expect(await mark([lin, lin], a)).toEqual(ok);
    expect(await mark([lin], 2)).toEqual(ok);
    expect(await tell("/cgi-bin/tags/getidlist", { openid: lin })).toEqual({ tagid_list: [2, a, b] });
    expect(await ask("/cgi-bin/user/info", { openid: lin })).toMatchObject({
      tagid_list: [2, a, b],
      groupid: 2,
    });
    expect(await mark([lin], b, "batchuntagging")).toEqual(ok);
    expect(await tell("/cgi-bin/tags/getidlist", { openid: lin })).toEqual({ tagid_list: [2, a] });
    expect(await tell("/cgi-bin/tags/getidlist", { openid: chen })).toEqual({ tagid_list: [b] });
  });

  it("are twenty at most, and then nobody of the list gets one", async () => {
    await everybodyFollows();
    for (let n = 0; n < 20; n += 1) await mark([lin], await create(`标${n}`));
    const last = await create("多");
    const call = await expectRefused(mark([chen, lin], last), 45059, "openid_list");
    expect(call.why?.given).toBe(lin);
    expect(await tell("/cgi-bin/tags/getidlist", { openid: chen })).toEqual({ tagid_list: [] });
    expect(await mark([lin], 100)).toEqual(ok);
  });

  it.each<[string, unknown, number]>([
    ["nobody", [], 40032],
    ["no list", undefined, 40032],
    ["51 people", Array.from({ length: 51 }, () => "o"), 40032],
    ["a stranger", ["o-nobody"], 40003],
    ["another account's openid", [linElsewhere], 49003],
    ["one who does not follow", [chen], 40003],
    ["one text", "o", 47001],
  ])("are refused for %s", async (_name, list, errcode) => {
    const id = await create("a");
    await expectRefused(mark(list, id), errcode, "openid_list");
    await expectRefused(mark(list, id, "batchuntagging"), errcode, "openid_list");
  });

  it("lead back to the users, in pages", async () => {
    await everybodyFollows();
    const id = await create("a");
    const openids = (["lin", "chen", "guest"] as const).map((person) => openidOf(mp.appid, person)).sort();
    await mark(openids, id);
    const page = async (next_openid: string) => {
      const query = new URLSearchParams({ access_token: await tokenOf() });
      const body = JSON.stringify({ tagid: id, next_openid });
      return (await usersOfTagCall({ method: "POST", query, body, ip: "127.0.0.1" }, 2)).body;
    };
    expect(await page("")).toEqual({
      count: 2,
      data: { openid: openids.slice(0, 2) },
      next_openid: openids[1],
    });
    expect(await page(openids[1] ?? "")).toEqual({
      count: 1,
      data: { openid: openids.slice(2) },
      next_openid: openids[2],
    });
    expect(await page(openids[2] ?? "")).toEqual({ count: 0, next_openid: "" });
    await expectRefused(tell("/cgi-bin/user/tag/get", { tagid: id, next_openid: "x" }), 40003, "next_openid");
  });

  it.each(["", "x", linElsewhere])("are nobody's for %j", async (openid) => {
    await expectRefused(tell("/cgi-bin/tags/getidlist", { openid }), 40003, "openid");
  });
});

describe("the blacklist", () => {
  const list = (begin_openid = "") => tell("/cgi-bin/tags/members/getblacklist", { begin_openid });

  it("is filled and emptied, and is no tag", async () => {
    expect(await list()).toEqual({ total: 0, count: 0, next_openid: "" });
    expect(await mark([lin], undefined, "batchblacklist")).toEqual(ok);
    expect(await list()).toEqual({ total: 1, count: 1, data: { openid: [lin] }, next_openid: lin });
    expect(await list(lin)).toEqual({ total: 1, count: 0, next_openid: "" });
    expect(await tell("/cgi-bin/tags/getidlist", { openid: lin })).toEqual({ tagid_list: [] });
    await expectRefused(mark([lin], 1), 45159, "tagid");
    expect(await mark([lin], undefined, "batchunblacklist")).toEqual(ok);
    expect(await list()).toMatchObject({ total: 0 });
  });

  it.each<[string, unknown, number]>([
    ["nobody", [], 40032],
    ["21 people", Array.from({ length: 21 }, () => "o"), 40032],
    ["a stranger", ["x"], 40003],
  ])("refuses %s", async (_name, openids, errcode) => {
    await expectRefused(mark(openids, undefined, "batchblacklist"), errcode);
    await expectRefused(mark(openids, undefined, "batchunblacklist"), errcode);
    await expectRefused(list("x"), 40003, "begin_openid");
  });
});
