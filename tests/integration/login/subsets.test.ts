import { renderToStaticMarkup } from "react-dom/server";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import LoginPage from "@/app/(shop)/login/page";
import MePage from "@/app/(shop)/me/page";
import { sandboxSettings } from "@/lib/sandbox/accounts";
import { startSession } from "@/lib/session";
import { userOfWechat } from "@/lib/shop/accounts";
import { freshBrowser, sendHeaders } from "@/tests/support/cookies";
import { changeSettings } from "@/tests/support/settings";
import { freshWorld } from "@/tests/support/world";
import { asJson, begin, callback, inWechat, origin, pageOf, post } from "./support";

vi.mock("next/headers", () => import("@/tests/support/cookies"));
// Pages outside a browser have no router.
vi.mock("next/navigation", async (original) => ({
  ...(await original<object>()),
  useRouter: () => ({ push() {}, refresh() {}, prefetch() {} }),
  usePathname: () => "/login",
}));

type Action = "mp" | "qrcode" | "mobile";
const all = sandboxSettings(origin);
const desktop = { "user-agent": "Mozilla/5.0 (Macintosh) Chrome/130" };
let restore = () => {};

/** Only these logins, as real settings: the sandbox is off. */
function configure(...actions: Action[]): void {
  const names = Object.keys(all).filter((name) => name.startsWith("WXAUTH_"));
  const wanted = (name: string) =>
    actions.some((action) => name.startsWith(`WXAUTH_${action.toUpperCase()}_`));
  restore = changeSettings({
    WECHAT_SANDBOX: "0",
    ...Object.fromEntries(names.map((name) => [name, wanted(name) ? all[name] : undefined])),
  });
}

/** What a page shows, or where it sends the browser. */
async function shown(page: Promise<React.ReactNode>): Promise<string> {
  try {
    return renderToStaticMarkup(await page);
  } catch (error) {
    const digest = error instanceof Error && "digest" in error ? String(error.digest) : "";
    const [kind, , location] = digest.split(";");
    if (kind === "NEXT_REDIRECT") return `-> ${location}`;
    throw error;
  }
}
const loginPage = (headers: Record<string, string>, next?: string) => {
  sendHeaders(headers);
  return shown(LoginPage({ searchParams: Promise.resolve(next === undefined ? {} : { next }) }));
};

beforeEach(async () => {
  await freshWorld();
  freshBrowser();
});
afterEach(() => restore());

describe("the login page", () => {
  it.each<[Action[], string, string]>([
    [["mp", "qrcode", "mobile"], "-> /login/mp?next=%2Fme", "/login/qrcode?next=%2Fme"],
    [["mp"], "-> /login/mp?next=%2Fme", "请在微信里打开本店"],
    [["qrcode"], "请在电脑上登录", "/login/qrcode?next=%2Fme"],
    [["mobile"], "暂未开通登录", "暂未开通登录"],
    [[], "暂未开通登录", "暂未开通登录"],
  ])("with %j says what to do, inside WeChat and outside", async (actions, inside, outside) => {
    configure(...actions);
    expect(await loginPage(inWechat, "/me")).toContain(inside);
    expect(await loginPage(desktop, "/me")).toContain(outside);
  });

  it("shows the code of itself where WeChat has to be opened", async () => {
    configure("mp");
    expect(await loginPage(desktop, "/me?a=1")).toContain(
      `/api/qr?path=${encodeURIComponent("/login?next=%2Fme%3Fa%3D1")}`,
    );
  });

  it("never leads to a login that is not configured", async () => {
    for (const actions of [["mp"], ["qrcode"], ["mobile"], []] as Action[][]) {
      configure(...actions);
      for (const headers of [inWechat, desktop]) {
        const html = await loginPage(headers);
        for (const [, action = ""] of html.matchAll(/\/login\/(\w+)/g)) expect(actions).toContain(action);
      }
      restore();
    }
  });
});

describe("a way to log in that is not configured", () => {
  it.each(["mp", "qrcode"] as const)(
    "%s: its addresses say so, and lead to the login page",
    async (action) => {
      configure("mobile");
      for (const answer of [await begin(action), await callback(action, "code=c&state=s")]) {
        expect(await pageOf(answer)).toMatchObject({
          status: 503,
          title: "暂未开通",
          restart: expect.stringMatching(/^\/login\?next=/),
        });
      }
      expect(await (await begin(action, "", asJson)).json()).toMatchObject({
        code: 20006,
        err: "args_error",
        reason: "not_configured",
      });
    },
  );

  it("mobile: says so as JSON", async () => {
    configure("mp", "qrcode");
    const answer = await post("mobile", {}, "?code=c");
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ code: 20006, err: "args_error", reason: "not_configured" });
  });
});

describe("the link to name and picture", () => {
  const upgrade = "/login/mp?scope=snsapi_userinfo";
  const me = async (headers: Record<string, string>, profile = {}) => {
    const person = { appid: "wx1", openid: "o1", ...profile };
    await startSession(await userOfWechat(person));
    sendHeaders(headers);
    // The profile's head alone: the rest of the page has a life of its own.
    return shown(MePage({ searchParams: Promise.resolve({}) }));
  };

  it("is there inside WeChat, once the login there is configured", async () => {
    expect(await me(inWechat)).toContain(upgrade);
    expect(await me(desktop)).not.toContain(upgrade);
    configure("qrcode", "mobile");
    expect(await me(inWechat)).not.toContain(upgrade);
  });

  it("is gone when WeChat has told them", async () => {
    expect(await me(inWechat, { nickname: "月" })).not.toContain(upgrade);
  });
});
