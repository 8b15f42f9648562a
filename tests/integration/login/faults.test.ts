import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { db } from "@/lib/db";
import { currentUser } from "@/lib/session";
import { store } from "@/lib/store";
import { watchLog } from "@/tests/support/log";
import { calls, freshWorld, interceptWechat } from "@/tests/support/world";
import { asJson, begin, callback, codeOf, forgetEverybody, logIn, pageOf, post, started } from "./support";

vi.mock("next/headers", () => import("@/tests/support/cookies"));

const consent = { query: "scope=snsapi_userinfo&next=/me", scope: "snsapi_userinfo" };
const answerJson = (body: object) => async () => Response.json(body);

/** Lets one of WeChat's addresses answer otherwise; the rest goes on to the sandbox. */
function at(path: string, answer: () => Promise<Response>): void {
  interceptWechat(async (request) => (new URL(request.url).pathname.endsWith(path) ? answer() : null));
}
const everythingWorks = () => interceptWechat(async () => null);

beforeAll(() => freshWorld());
beforeEach(forgetEverybody);
afterEach(() => vi.restoreAllMocks());

type Fault = [string, () => Promise<Response>, number, string, { errcode?: number }];
const timeout = () => Promise.reject(new DOMException("The operation timed out", "TimeoutError"));

const faults: Fault[] = [
  ["is slow", timeout, 502, "wechat_unavailable", {}],
  ["is down", () => Promise.reject(new TypeError("fetch failed")), 502, "wechat_unavailable", {}],
  ["answers 500", async () => new Response("", { status: 500 }), 502, "wechat_unavailable", {}],
  ["answers HTML", async () => new Response("<html>busy</html>"), 502, "wechat_unavailable", {}],
  ["answers broken JSON", async () => new Response('{"openid":"o1"'), 502, "wechat_unavailable", {}],
  ["answers nothing", async () => new Response(""), 502, "wechat_unavailable", {}],
  ["answers a list", async () => Response.json([]), 502, "wechat_unavailable", {}],
  ["answers without an openid", answerJson({ access_token: "x" }), 502, "wechat_unavailable", {}],
  [
    "is busy",
    answerJson({ errcode: -1, errmsg: "system error" }),
    502,
    "wechat_unavailable",
    { errcode: -1 },
  ],
  ["has had enough", answerJson({ errcode: 45011 }), 502, "wechat_unavailable", { errcode: 45011 }],
];

describe("a login while WeChat", () => {
  const exchangeFaults: Fault[] = [
    ...faults,
    ["does not know the code", answerJson({ errcode: 40029 }), 400, "dead_code", { errcode: 40029 }],
    ["has seen the code", answerJson({ errcode: 40163 }), 400, "dead_code", { errcode: 40163 }],
    ["does not like our secret", answerJson({ errcode: 40125 }), 502, "refused", { errcode: 40125 }],
    [
      "does not like our secret, in other words",
      answerJson({ errcode: 40001 }),
      502,
      "refused",
      { errcode: 40001 },
    ],
  ];

  it.each(exchangeFaults)(
    "%s ends on a page, and the next one works",
    async (_, answer, status, reason, wechats) => {
      at("/sns/oauth2/access_token", answer);
      expect(await pageOf(await logIn("mp", consent))).toMatchObject({
        status,
        title: expect.stringMatching(/./),
        restart: "/login/mp?next=%2Fme",
      });
      const json = await callback("mp", await started("mp", consent), asJson);
      expect(json.status).toBe(status);
      expect(await json.json()).toMatchObject({
        ok: false,
        code: 20006,
        err: "access_error",
        reason,
        ...wechats,
      });
      expect(await db().user.count()).toBe(0);
      expect(await currentUser()).toBeNull();
      everythingWorks();
      expect((await logIn("mp", consent)).status).toBe(302);
    },
  );

  const profileFaults: Fault[] = [
    ...faults,
    ["has revoked the token", answerJson({ errcode: 40001 }), 400, "dead_code", { errcode: 40001 }],
    ["has let the token expire", answerJson({ errcode: 42001 }), 400, "dead_code", { errcode: 42001 }],
    ["has no right to it", answerJson({ errcode: 48001 }), 502, "refused", { errcode: 48001 }],
    [
      "tells another person's",
      answerJson({ openid: "another", nickname: "x" }),
      502,
      "wechat_unavailable",
      {},
    ],
  ];

  it.each(profileFaults)("%s, asked for the profile", async (_, answer, status, reason, wechats) => {
    at("/sns/userinfo", answer);
    expect(await pageOf(await logIn("mp", consent))).toMatchObject({
      status,
      restart: "/login/mp?next=%2Fme",
    });
    const json = await callback("mp", await started("mp", consent), asJson);
    expect(await json.json()).toMatchObject({ code: 20006, err: "get_userinfo_error", reason, ...wechats });
    expect(await db().user.count()).toBe(0);
    // A login that wants no profile does not care.
    expect((await logIn()).status).toBe(302);
    everythingWorks();
    expect((await logIn("mp", consent)).status).toBe(302);
  });

  it("says things that are none of the caller's business: they stay in the log", async () => {
    const log = watchLog();
    const errmsg =
      "invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist, rid: 65a33cd8-023106e1-2dc7e2f6";
    at("/sns/oauth2/access_token", answerJson({ errcode: 40164, errmsg }));
    const query = await started();
    const answer = await callback("mp", query, asJson);
    expect(await answer.json()).toMatchObject({
      errcode: 40164,
      errmsg: "invalid ip * ipv6 *, not in whitelist",
    });
    expect(log.lines("login.failed")).toMatchObject([{ level: "error", errcode: 40164, errmsg }]);
    for (const secret of [...query.matchAll(/=(\w+)/g)].map(([, value]) => value ?? ""))
      expect(log.text()).not.toContain(secret);
    at(
      "/sns/oauth2/access_token",
      answerJson({ errcode: 40029, errmsg: "invalid code, hints: [ req_id: x ]" }),
    );
    const older = await callback("mp", await started(), asJson);
    expect(await older.json()).toMatchObject({ errmsg: "invalid code" });
  });

  it("answers one callback of two slowly: both wait for the one exchange", async () => {
    let answerNow = () => {};
    const held = new Promise<void>((resolve) => {
      answerNow = resolve;
    });
    at("/sns/oauth2/access_token", async () => {
      await held;
      return Response.json({ access_token: "x", openid: "o1", scope: "snsapi_base" });
    });
    const query = await started();
    const both = Promise.all([callback("mp", query), callback("mp", query)]);
    answerNow();
    expect((await both).map(({ status }) => status)).toEqual([302, 302]);
    expect(calls.get("/sandbox/api.weixin.qq.com/sns/oauth2/access_token")).toBe(1);
  });
});

describe("a login while the database is gone for a moment", () => {
  const gone = () => Promise.reject(new Error("Can't reach database server"));
  const fails = async (answer: Response, restart: string) => {
    expect(answer.status).toBe(500);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(await pageOf(answer)).toMatchObject({ title: "登录没有完成", restart });
  };

  it("does not begin, and says so on a page or in JSON", async () => {
    vi.spyOn(store(), "put").mockImplementation(gone);
    const log = watchLog();
    await fails(await begin("mp"), "/login/mp?next=%2Fme");
    const answer = await begin("mp", "next=/me", asJson);
    expect(answer.status).toBe(500);
    expect(await answer.json()).toMatchObject({ code: 20006, err: "access_error", reason: "shop_failed" });
    expect(log.lines("login.failed")).toMatchObject([
      { level: "error", error: { message: expect.stringContaining("reach") } },
      { level: "error" },
    ]);
    vi.restoreAllMocks();
    expect((await logIn()).status).toBe(302);
  });

  it("does not begin in the login page's frame, and starts again outside of it", async () => {
    vi.spyOn(store(), "put").mockImplementationOnce(gone);
    const page = await (await begin("qrcode", "next=/me&embed=1")).text();
    expect(page).toContain('href="/login?next=%2Fme" target="_top"');
  });

  it.each(["get", "compareAndSet", "take"] as const)("at the callback, when it is to %s", async (method) => {
    const query = await started();
    vi.spyOn(store(), method).mockImplementationOnce(gone);
    await fails(await callback("mp", query), "/login/mp?next=%2F");
    expect(await currentUser()).toBeNull();
    expect(await db().user.count()).toBe(0);
    expect((await logIn()).status).toBe(302);
  });

  it("after WeChat has answered, when it is to remember that", async () => {
    const query = await started();
    vi.spyOn(store(), "put").mockImplementationOnce(gone);
    await fails(await callback("mp", query), "/login/mp?next=%2F");
    expect(await currentUser()).toBeNull();
    expect((await logIn()).status).toBe(302);
  });

  it("when the user is to be found: the same address works a moment later, with the same code", async () => {
    const query = await started("mp", consent);
    vi.spyOn(db(), "$transaction").mockImplementationOnce(gone);
    await fails(await callback("mp", query), "/login/mp?next=%2Fme");
    expect(await db().user.count()).toBe(0);
    expect(await currentUser()).toBeNull();
    const again = await callback("mp", query);
    expect([again.status, again.headers.get("location")]).toEqual([302, "/me"]);
    expect(await currentUser()).toMatchObject({ nickname: "林月" });
  });

  it("in an app", async () => {
    vi.spyOn(db(), "$transaction").mockImplementationOnce(gone);
    const answer = await post("mobile", {}, `?code=${await codeOf("mobile")}`);
    expect(answer.status).toBe(500);
    expect(await answer.json()).toMatchObject({ code: 20006, err: "access_error", reason: "shop_failed" });
    expect(await currentUser()).toBeNull();
    expect((await post("mobile", {}, `?code=${await codeOf("mobile")}`)).status).toBe(200);
  });
});
