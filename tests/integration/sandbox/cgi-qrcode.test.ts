import { beforeEach, describe, expect, it } from "vitest";
import { answerHost } from "@/lib/sandbox/hosts";
import { codeOf, isAccountCode } from "@/lib/sandbox/qr-codes";
import { expectRefused, tell } from "./cgi-support";
import { freshSandbox, lastCall, stopTime, wait } from "./support";

beforeEach(async () => {
  await freshSandbox();
  stopTime();
});

const create = (action_name: unknown, scene: unknown, expire_seconds?: unknown) =>
  tell("/cgi-bin/qrcode/create", { action_name, expire_seconds, action_info: { scene } });

const picture = (ticket: string) => {
  const address = `http://localhost:3000/sandbox/mp.weixin.qq.com/cgi-bin/showqrcode?${ticket}`;
  return answerHost("mp.weixin.qq.com", "/cgi-bin/showqrcode", new Request(address));
};

describe("qrcode/create", () => {
  it.each<[string, unknown, string, boolean]>([
    ["QR_SCENE", { scene_id: 4_294_967_295 }, "4294967295", false],
    ["QR_STR_SCENE", { scene_str: "product:moon" }, "product:moon", true],
    ["QR_LIMIT_SCENE", { scene_id: 100_000 }, "100000", false],
    ["QR_LIMIT_STR_SCENE", { scene_str: "月".repeat(64) }, "月".repeat(64), true],
  ])("%s", async (name, given, scene, named) => {
    const answer = await create(name, given, name.includes("LIMIT") ? undefined : 604_800);
    const permanent = name.includes("LIMIT");
    expect(answer).toEqual({
      ticket: expect.stringMatching(/^gQ[A-Za-z\d+/]+={0,2}$/),
      url: expect.stringMatching(/^http:\/\/weixin\.qq\.com\/q\/02\w{20}$/),
      ...(permanent ? {} : { expire_seconds: 604_800 }),
    });
    expect(isAccountCode(String(answer.url))).toBe(true);
    expect(await codeOf(String(answer.url))).toMatchObject({ scene, named, ticket: answer.ticket });
    wait(604_799);
    expect(await codeOf(String(answer.url))).not.toBeNull();
    wait(604_800);
    expect((await codeOf(String(answer.url))) === null).toBe(!permanent);
  });

  it("lives for 60 seconds when nothing is said", async () => {
    const { url, expire_seconds } = await create("QR_SCENE", { scene_id: 1 });
    expect(expire_seconds).toBe(60);
    wait(60);
    expect(await codeOf(String(url))).toBeNull();
  });

  it('gives the same permanent code for the same scene, where 7 is not "7"', async () => {
    const one = await create("QR_LIMIT_SCENE", { scene_id: 7 });
    expect(await create("QR_LIMIT_SCENE", { scene_id: 7 }, 60)).toEqual(one);
    expect((await lastCall()).why?.notes?.join()).toContain("expire_seconds");
    expect(await create("QR_LIMIT_STR_SCENE", { scene_str: "7" })).not.toEqual(one);
    const first = await create("QR_SCENE", { scene_id: 7 });
    expect(await create("QR_SCENE", { scene_id: 7 })).not.toEqual(first);
  });

  const id = "action_info.scene.scene_id";
  const str = "action_info.scene.scene_str";
  it.each<[unknown, unknown, unknown, string]>([
    [undefined, { scene_id: 1 }, undefined, "action_name"],
    ["QR_CARD", { scene_id: 1 }, undefined, "action_name"],
    ["toString", { scene_id: 1 }, undefined, "action_name"],
    ["QR_SCENE", {}, undefined, id],
    ["QR_SCENE", undefined, undefined, id],
    ["QR_SCENE", { scene_id: 0 }, undefined, id],
    ["QR_SCENE", { scene_id: 4_294_967_296 }, undefined, id],
    ["QR_SCENE", { scene_id: 1.5 }, undefined, id],
    ["QR_SCENE", { scene_id: "1" }, undefined, id],
    ["QR_LIMIT_SCENE", { scene_id: 100_001 }, undefined, id],
    ["QR_STR_SCENE", { scene_str: "" }, undefined, str],
    ["QR_STR_SCENE", { scene_id: 1 }, undefined, str],
    ["QR_LIMIT_STR_SCENE", { scene_str: "x".repeat(65) }, undefined, str],
    ["QR_SCENE", { scene_id: 1 }, 2_592_001, "expire_seconds"],
    ["QR_SCENE", { scene_id: 1 }, 0, "expire_seconds"],
    ["QR_SCENE", { scene_id: 1 }, 1.5, "expire_seconds"],
  ])("refuses %j %j %j", async (name, scene, seconds, field) => {
    await expectRefused(create(name, scene, seconds), 40053, field);
  });

  it("takes 30 days", async () => {
    expect(await create("QR_SCENE", { scene_id: 1 }, 2_592_000)).toMatchObject({ expire_seconds: 2_592_000 });
  });
});

describe("showqrcode", () => {
  const fresh = async () => String((await create("QR_SCENE", { scene_id: 1 }, 100)).ticket);

  it("draws the code, and says honestly what the picture is", async () => {
    const answer = await picture(`ticket=${encodeURIComponent(await fresh())}`);
    expect(answer?.status).toBe(200);
    expect(answer?.headers.get("content-type")).toBe("image/png");
    const bytes = Buffer.from((await answer?.arrayBuffer()) ?? new ArrayBuffer(0));
    expect(bytes.subarray(1, 4).toString()).toBe("PNG");
  });

  it("is not there for a ticket that is over, or none", async () => {
    const ticket = encodeURIComponent(await fresh());
    wait(100);
    expect((await picture(`ticket=${ticket}`))?.status).toBe(404);
    expect((await lastCall()).why?.rule).toContain("失效");
    for (const query of ["ticket=x", "ticket=", ""]) expect((await picture(query))?.status).toBe(404);
    expect(await lastCall()).toMatchObject({ httpStatus: 404, ok: false, why: { field: "ticket" } });
  });

  it("explains what became of a plus sign", async () => {
    expect((await picture("ticket=gQ+a"))?.status).toBe(404);
    expect((await lastCall()).why?.advice).toContain("+ 变成了空格");
  });

  it("is the only thing at that host", async () => {
    expect(await answerHost("mp.weixin.qq.com", "/", new Request("http://localhost:3000/x"))).toBeNull();
  });
});
