import { beforeEach, describe, expect, it, vi } from "vitest";
import { db } from "@/lib/db";
import {
  currentUser,
  endSession,
  openSession,
  readSession,
  sealSession,
  sessionCookie,
  startSession,
} from "@/lib/session";
import { cookieOf, freshBrowser, keepBrowser } from "@/tests/support/cookies";
import { changeSettings } from "@/tests/support/settings";
import { freshWorld, makeUser } from "@/tests/support/world";

vi.mock("next/headers", () => import("@/tests/support/cookies"));

const [oldest, older, newest] = ["a", "b", "c"].map((letter) => letter.repeat(40)) as [
  string,
  string,
  string,
];
const withSecrets = (secrets: string) => changeSettings({ SESSION_SECRET: secrets });

beforeEach(async () => {
  await freshWorld();
  freshBrowser();
});

describe("a session", () => {
  it("carries ids in a cookie that scripts and other sites do not get", async () => {
    const user = await makeUser();
    await startSession(user);
    expect(await readSession()).toEqual({ userId: user.id, version: 0 });
    expect((await currentUser())?.id).toBe(user.id);
    expect(cookieOf(sessionCookie())?.options).toMatchObject({
      httpOnly: true,
      sameSite: "lax",
      secure: false,
      path: "/",
    });
    expect(cookieOf(sessionCookie())?.value).not.toContain(user.id);
  });

  it("is secure where the shop is", async () => {
    await freshWorld({ APP_URL: "https://shop.example.com" });
    await startSession(await makeUser());
    expect(cookieOf(sessionCookie())?.options.secure).toBe(true);
    expect(sessionCookie()).toMatch(/^__Host-/);
    changeSettings({ APP_URL: "http://localhost:3000" });
  });

  it("is empty when it is forged, damaged or of another make", async () => {
    const seal = await sealSession({ userId: "someone", version: 0 });
    const other = seal[100] === "A" ? "B" : "A";
    const changed = seal.slice(0, 100) + other + seal.slice(101);
    for (const text of [undefined, "", "garbage", seal.slice(0, -5), seal.slice(3), changed]) {
      expect(await openSession(text)).toEqual({});
    }
  });

  it("ends with the user", async () => {
    const user = await makeUser();
    await startSession(user);
    await db().user.delete({ where: { id: user.id } });
    expect(await currentUser()).toBeNull();
  });
});

describe("logging out", () => {
  it("ends this browser's session only", async () => {
    const user = await makeUser();
    await startSession(user);
    const first = keepBrowser();
    freshBrowser();
    await startSession(user);
    await endSession();
    expect(await currentUser()).toBeNull();
    first();
    expect((await currentUser())?.id).toBe(user.id);
  });

  it("everywhere ends every browser's, and a new login begins a new one", async () => {
    const user = await makeUser();
    await startSession(user);
    const first = keepBrowser();
    freshBrowser();
    await startSession(user);
    await endSession({ everywhere: true });
    first();
    expect(await currentUser()).toBeNull();
    await startSession(await db().user.findUniqueOrThrow({ where: { id: user.id } }));
    expect((await currentUser())?.id).toBe(user.id);
  });
});

describe("changing the secret", () => {
  it("keeps sessions through one change after another, as long as their secret is listed", async () => {
    withSecrets(oldest);
    const seal = await sealSession({ userId: "u", version: 3 });
    withSecrets(`${older},${oldest}`);
    expect(await openSession(seal)).toEqual({ userId: "u", version: 3 });
    const second = await sealSession({ userId: "v", version: 1 });
    withSecrets(`${newest},${older}`);
    expect(await openSession(second)).toEqual({ userId: "v", version: 1 });
    expect(await openSession(seal)).toEqual({});
  });
});
