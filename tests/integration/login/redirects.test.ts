import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import LoginPage from "@/app/(shop)/login/page";
import { db } from "@/lib/db";
import { freshBrowser, sendHeaders } from "@/tests/support/cookies";
import { freshWorld } from "@/tests/support/world";
import { asJson, begin, callback, codeOf, inWechat, origin, pageOf, started, stateOf } from "./support";

vi.mock("next/headers", () => import("@/tests/support/cookies"));

const evil = "evil.example";

/** Every spelling of another site, of a script, and of nothing at all. */
const foreign: string[] = [
  `//${evil}`,
  `///${evil}`,
  `////${evil}/`,
  `/\\${evil}`,
  `\\\\${evil}`,
  `\\/${evil}`,
  `/\\/${evil}`,
  `/\t/${evil}`,
  `/\n/${evil}`,
  `/\r\n/${evil}`,
  `\t//${evil}`,
  ` //${evil}`,
  `/ /${evil}`,
  `\u0000//${evil}`,
  `\u0085//${evil}`,
  `\u00a0//${evil}`,
  `/..//${evil}`,
  `/.//${evil}`,
  `/a/../..//${evil}`,
  `/%2e%2e//${evil}`,
  `//shop@${evil}`,
  `//localhost:3000@${evil}`,
  `//localhost:3000`,
  `//${evil}/%2e%2e`,
  `/%2f%2f${evil}`,
  `/%2F${evil}`,
  `/%5c%5c${evil}`,
  `/%5C${evil}`,
  `%2f%2f${evil}`,
  `%5c%5c${evil}`,
  `https://${evil}`,
  `https:${evil}`,
  `https:/${evil}`,
  `http:///${evil}`,
  `HTTPS://${evil}`,
  `https://localhost:3000@${evil}`,
  "javascript:alert(1)",
  "java\nscript:alert(1)",
  "JaVaScRiPt://%0aalert(1)",
  "data:text/html,<script>alert(1)</script>",
  "vbscript:x",
  "blob:x",
  "file:///etc/passwd",
  "weixin://dl/business",
  `@${evil}`,
  `.${evil}`,
  `?next=//${evil}`,
  `#//${evil}`,
  evil,
  "orders",
  "",
  "null",
  `/${"x".repeat(5000)}`,
];

/** Strange, but of this site: the browser must stay here. */
const strange: string[] = [
  `/${"\uff0f"}${evil}`,
  `/\u2215\u2215${evil}`,
  `/\u2044${evil}`,
  `/\u3002${evil}`,
  `/@${evil}`,
  `/orders/%2f%2f${evil}`,
  `/orders?next=//${evil}`,
  `/orders#//${evil}`,
  `/login?next=%2F%2F${evil}`,
  "/javascript:alert(1)",
  "/a/../orders",
];

const query = (next: string) => `next=${encodeURIComponent(next)}`;
const staysHere = (location: string | null) => {
  expect(location).toMatch(/^\/(?![/\\])/);
  expect(new URL(location ?? "", `${origin}/login/mp`).origin).toBe(origin);
};

beforeAll(() => freshWorld());
beforeEach(async () => {
  await db().keyValue.deleteMany();
  freshBrowser();
});

describe("a login that should lead to another site", () => {
  it.each(foreign)("%j does not begin, in either way", async (next) => {
    for (const action of ["mp", "qrcode"]) {
      const page = await pageOf(await begin(action, query(next)));
      expect(page).toMatchObject({ status: 400, title: "这个地址不在本店" });
      staysHere(page.restart ?? null);
      const answer = await begin(action, query(next), asJson);
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ code: 20006, err: "args_error", reason: "foreign_next" });
    }
    expect(await db().keyValue.count()).toBe(0);
  });

  it.each([
    ["next=/a&next=/b"],
    [`next=/a&next=//${evil}`],
    [`next=//${evil}&next=/a`],
    ["next=/a&next=/a"],
    ["next"],
    ["next="],
  ])("with a next that is not there just once (%s) does not begin", async (twice) => {
    expect((await begin("mp", twice)).status).toBe(400);
  });

  it.each(foreign)("%j is shown to the route by the login page, and to nobody else", async (next) => {
    sendHeaders(inWechat);
    const address = await redirectOf({ next });
    expect(address).toMatch(/^\/login\/qrcode\?next=/);
    expect((await begin("qrcode", address.split("?")[1])).status).toBe(400);
  });

  it("twice is not decided by the login page", async () => {
    const address = await redirectOf({ next: ["/a", `//${evil}`] });
    expect((await begin("qrcode", address.split("?")[1])).status).toBe(400);
  });
});

describe("a login that should lead to a strange address of this site", () => {
  it.each(strange)("%j begins, and ends on this site", async (next) => {
    const answer = await callback("mp", await started("mp", { query: query(next) }));
    expect(answer.status).toBe(302);
    staysHere(answer.headers.get("location"));
  });
});

describe("a next that became foreign while WeChat was asked", () => {
  it.each(foreign)("%j leads to the front page after the callback", async (next) => {
    const state = stateOf(await begin("mp"));
    // As if somebody had written it into the store, or an older version of this shop had.
    const row = await db().keyValue.findUniqueOrThrow({ where: { key: `wxauth:state:${state}` } });
    const value = JSON.stringify({ ...JSON.parse(row.value), next });
    await db().keyValue.update({ where: { key: row.key }, data: { value: value.replaceAll("\u0000", "") } });
    const answer = await callback("mp", `code=${await codeOf("mp")}&state=${state}`);
    expect(answer.status).toBe(302);
    expect(answer.headers.get("location")).toBe("/");
  });

  it("is not offered as the way to start again either", async () => {
    const state = stateOf(await begin("mp"));
    const row = await db().keyValue.findUniqueOrThrow({ where: { key: `wxauth:state:${state}` } });
    const value = JSON.stringify({ ...JSON.parse(row.value), next: `//${evil}` });
    await db().keyValue.update({ where: { key: row.key }, data: { value } });
    expect((await pageOf(await callback("mp", `state=${state}`))).restart).toBe("/login/mp?next=%2F");
  });
});

/** Where the login page sends the browser at once. */
async function redirectOf(searchParams: Record<string, string | string[]>): Promise<string> {
  try {
    await LoginPage({ searchParams: Promise.resolve(searchParams) });
  } catch (error) {
    const digest = error instanceof Error && "digest" in error ? String(error.digest) : "";
    const [kind, , location] = digest.split(";");
    if (kind === "NEXT_REDIRECT") return location ?? "";
    throw error;
  }
  throw new Error("It stayed where it was");
}
