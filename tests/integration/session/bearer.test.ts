import { beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { GET as me } from "@/app/api/me/route";
import { POST as putIntoCart } from "@/app/cart/items/route";
import { POST as logOut } from "@/app/logout/route";
import { bearerIn, bearerSeconds, openBearer, sealBearer } from "@/lib/bearer";
import { setClockOffset } from "@/lib/clock";
import { db } from "@/lib/db";
import { answerUserForm } from "@/lib/http/form";
import {
  browserName,
  currentUser,
  endSession,
  openSession,
  readSession,
  sealSession,
  sessionCookie,
  startSession,
} from "@/lib/session";
import { addToCart, cartCount } from "@/lib/shop/cart";
import { cookieOf, freshBrowser, sendHeaders } from "@/tests/support/cookies";
import { changeSettings } from "@/tests/support/settings";
import { freshWorld, makeUser } from "@/tests/support/world";

vi.mock("next/headers", () => import("@/tests/support/cookies"));

let lin: Awaited<ReturnType<typeof makeUser>>;
const bearer = (token: string) => sendHeaders({ authorization: `Bearer ${token}` });
const asJson = { accept: "application/json" };

beforeEach(async () => {
  await freshWorld();
  freshBrowser();
  lin = await makeUser("lin");
});

describe("the header", () => {
  it.each([
    ["Bearer abc", "abc"],
    ["bearer   abc  ", "abc"],
    ["BEARER\tabc", "abc"],
    ["Bearer a b", "a b"],
    ["Bearer", ""],
    ["Bearer ", ""],
    ["Bearerabc", null],
    ["Basic YTpi", null],
    ["abc", null],
    ["", null],
    [null, null],
    [undefined, null],
  ])("%j holds %j", (header, token) => {
    expect(bearerIn(header)).toBe(token);
  });
});

describe("a bearer token", () => {
  it("stands in place of the cookie, in an alphabet that the header allows", async () => {
    const token = await sealBearer(lin);
    expect(token).toMatch(/^[\w.~+/-]+=*$/);
    expect(token).not.toContain(lin.id);
    bearer(token);
    expect(await readSession()).toEqual({ userId: lin.id, version: 0 });
    expect((await currentUser())?.id).toBe(lin.id);
    await addToCart("garnet", 2);
    expect(await cartCount(await currentUser())).toBe(2);
    expect(await (await me()).json()).toEqual({ loggedIn: true, cartCount: 2 });
    expect(cookieOf(sessionCookie())).toBeUndefined();
  });

  it("is no cookie, and a cookie is no token", async () => {
    const token = await sealBearer(lin);
    const cookie = await sealSession({ userId: lin.id, version: 0 });
    for (const spelling of [token, token.replaceAll("+", "*")])
      expect(await openSession(spelling)).toEqual({});
    for (const spelling of [cookie, cookie.replaceAll("*", "+")]) {
      expect(await openBearer(spelling)).toBeNull();
      bearer(spelling);
      expect(await currentUser()).toBeNull();
    }
  });

  it("that is forged, damaged or none at all is nobody", async () => {
    const token = await sealBearer(lin);
    const changed = token.slice(0, 100) + (token[100] === "A" ? "B" : "A") + token.slice(101);
    const none = [
      "",
      "garbage",
      "null",
      "undefined",
      "a b",
      changed,
      token.slice(0, -5),
      `x${token}`,
      "x".repeat(5000),
    ];
    for (const text of none) {
      expect(await openBearer(text)).toBeNull();
      bearer(text);
      expect(await currentUser()).toBeNull();
    }
  });

  it("decides alone: whatever cookie comes along is not looked at", async () => {
    const chen = await makeUser("chen");
    await startSession(chen);
    bearer(await sealBearer(lin));
    expect((await currentUser())?.id).toBe(lin.id);
    for (const header of ["Bearer garbage", "Bearer", "bearer "]) {
      sendHeaders({ authorization: header });
      expect(await currentUser()).toBeNull();
      expect(await readSession()).toEqual({});
    }
    // Another scheme is another's business: a gate before a shop that is not open yet, say.
    sendHeaders({ authorization: "Basic YTpi" });
    expect((await currentUser())?.id).toBe(chen.id);
  });

  it("lives for thirty days on the shop's clock", async () => {
    const token = await sealBearer(lin);
    setClockOffset((bearerSeconds - 60) * 1000);
    expect(await openBearer(token)).toEqual({ userId: lin.id, version: 0 });
    setClockOffset((bearerSeconds + 1) * 1000);
    expect(await openBearer(token)).toBeNull();
    expect(bearerSeconds).toBe(30 * 24 * 60 * 60);
  });

  it("outlives a change of the secret while the old one is listed", async () => {
    const [old, young, other] = ["a", "b", "c"].map((letter) => letter.repeat(40));
    changeSettings({ SESSION_SECRET: old });
    const token = await sealBearer(lin);
    changeSettings({ SESSION_SECRET: `${young},${old}` });
    expect(await openBearer(token)).not.toBeNull();
    changeSettings({ SESSION_SECRET: other });
    expect(await openBearer(token)).toBeNull();
  });
});

describe("logging out", () => {
  const send = (fields = "") =>
    logOut(
      new Request("http://localhost:3000/logout", {
        method: "POST",
        headers: { ...asJson, "content-type": "application/x-www-form-urlencoded" },
        body: fields,
      }),
    );

  it("everywhere ends the token, whichever way it is asked for", async () => {
    const token = await sealBearer(lin);
    bearer(token);
    expect((await send("everywhere=1")).status).toBe(200);
    expect(await currentUser()).toBeNull();
    await startSession({ ...lin, sessionVersion: 1 });
    sendHeaders({});
    const another = await sealBearer({ ...lin, sessionVersion: 1 });
    await send("everywhere=1");
    bearer(another);
    expect(await currentUser()).toBeNull();
  });

  it("ends with the user", async () => {
    bearer(await sealBearer(lin));
    await db().user.delete({ where: { id: lin.id } });
    expect(await currentUser()).toBeNull();
  });
});

describe("what a request without anybody is told", () => {
  const fields = z.object({});
  const submit = (headers: Record<string, string>) =>
    answerUserForm(
      new Request("http://localhost:3000/orders/1/cancel", { method: "POST", headers }),
      { fields, back: "/orders" },
      async () => "/done",
    );

  it("is the login's address: in JSON for a script, as a redirect for a form", async () => {
    const answer = await submit(asJson);
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toBe("Bearer");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(await answer.json()).toEqual({
      ok: false,
      code: 20005,
      key: "WXAUTH_REQUIRED",
      message: "请先登录",
      location: "/login?next=%2Forders",
    });
    const page = await submit({});
    expect([page.status, page.headers.get("location")]).toEqual([303, "/login?next=%2Forders"]);
  });

  it("leads back to the page that asked, never to another site's", async () => {
    const from = (referer: string) => submit({ ...asJson, referer });
    expect((await (await from("http://localhost:3000/cart?a=1")).json()).location).toBe(
      "/login?next=%2Fcart%3Fa%3D1",
    );
    for (const referer of [
      "https://evil.example/cart",
      "null",
      "",
      "//evil.example",
      "http://localhost:3000//evil.example",
    ])
      expect((await (await from(referer)).json()).location).toBe("/login?next=%2Forders");
  });

  it("is the same with a token that has ended, even where nobody has to be logged in", async () => {
    bearer("garbage");
    expect((await submit(asJson)).status).toBe(401);
    const answer = await putIntoCart(
      new Request("http://localhost:3000/cart/items", {
        method: "POST",
        headers: { ...asJson, "content-type": "application/x-www-form-urlencoded" },
        body: "productId=garnet",
      }),
    );
    expect(answer.status).toBe(401);
    expect(await db().cart.count()).toBe(0);
    expect(await (await me()).json()).toMatchObject({ code: 20005 });
    expect((await me()).status).toBe(401);
  });

  it("is nothing of the kind for a stranger who only looks", async () => {
    expect(await (await me()).json()).toEqual({ loggedIn: false, cartCount: 0 });
  });

  it("from another site's page is a refusal, token or not", async () => {
    bearer(await sealBearer(lin));
    const foreign: Record<string, string>[] = [
      { origin: "https://evil.example" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
    ];
    for (const headers of foreign) expect((await submit({ ...asJson, ...headers })).status).toBe(403);
    expect((await submit({})).status).toBe(303);
  });
});

describe("an app that has both, its token and the cookie", () => {
  it("loses the cookie when it logs out, and has none set when it had none", async () => {
    await startSession(lin);
    bearer(await sealBearer(lin));
    await endSession();
    expect((await openSession(cookieOf(sessionCookie())?.value)).userId).toBeUndefined();
    freshBrowser();
    bearer(await sealBearer(lin));
    await endSession();
    expect(cookieOf(sessionCookie())).toBeUndefined();
  });
});

describe("a browser's name", () => {
  it("is its cookie's, also when a token comes along", async () => {
    const name = await browserName();
    bearer(await sealBearer(lin));
    expect(await browserName()).toBe(name);
    expect((await openSession(cookieOf(sessionCookie())?.value)).userId).toBeUndefined();
  });
});
