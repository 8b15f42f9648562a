import { expect, test } from "@playwright/test";
import { type Shop, startShop } from "./support/server";

/** Each group of settings alone, all of them and none: the shop starts, and each address answers for itself. */

const appSecret = "5f0c9b7e02d86a35c1e97b40f28d6a53";
const groups = {
  mp: { WXAUTH_MP_APPID: "wx1f0c9b7e02d86a35", WXAUTH_MP_SECRET: appSecret },
  qrcode: { WXAUTH_QRCODE_APPID: "wx2f0c9b7e02d86a35", WXAUTH_QRCODE_SECRET: appSecret },
  mobile: { WXAUTH_MOBILE_APPID: "wx3f0c9b7e02d86a35", WXAUTH_MOBILE_SECRET: appSecret },
  pay: { WXPAY_APPID: "wx1f0c9b7e02d86a35", WXPAY_MCHID: "1900000109", WXPAY_KEY: appSecret },
  robot: { WEROBOT_TOKEN: "Sternwarte2026" },
  files: { MP_VERIFY: "MP_verify_AbCd1234EfGh5678.txt:AbCd1234EfGh5678\r\nzyxw9876.txt:zyxw9876" },
} as const;
type Group = keyof typeof groups;
const everyGroup: Group[] = ["mp", "qrcode", "mobile", "pay", "robot", "files"];
// The verification files alone have a test of their own.
const combinations: Group[][] = [[], ["mp"], ["qrcode"], ["mobile"], ["pay"], ["robot"], everyGroup];

// A start takes seconds, or on a busy machine many.
test.describe.configure({ timeout: 120_000 });

/** Real-looking settings; what they name as WeChat's hosts is a port where nobody listens. */
const environment = (chosen: readonly Group[]): Record<string, string> =>
  Object.assign(
    { WECHAT_SANDBOX: "0", WECHAT_GATEWAY_URL: "http://127.0.0.1:1" },
    ...chosen.map((group) => groups[group]),
  );

async function withShop(env: Record<string, string>, use: (shop: Shop) => Promise<void>): Promise<void> {
  const shop = await startShop({ env });
  try {
    await use(shop);
  } finally {
    await shop.stop();
  }
}

const wechatAgent =
  "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/116.0.0.0 Mobile MicroMessenger/8.0.47";

const ask = ({ url }: Shop, path: string, init: RequestInit = {}) =>
  fetch(url + path, { redirect: "manual", ...init, headers: { referer: `${url}/`, ...init.headers } });

type Address = {
  path: string;
  init?: RequestInit;
  /** Of which group it is a feature. */
  of?: Group;
  /** Its status while that group is set, with WeChat away; and while it is not. */
  on: number;
  off?: number;
  type?: RegExp;
};

const html = /^text\/html/;
const callback = "/oauth/wechat/callback";
const addresses: Address[] = [
  { path: "/", on: 200, type: html },
  { path: "/products/moonstone", on: 200, type: html },
  { path: "/login", on: 200, type: html },
  { path: "/login?next=/me", init: { headers: { "user-agent": wechatAgent } }, of: "mp", on: 307, off: 200 },
  { path: "/login/mp", of: "mp", on: 302, off: 503 },
  { path: "/login/qrcode", of: "qrcode", on: 302, off: 503 },
  { path: `${callback}/mp?code=1`, of: "mp", on: 400, off: 503, type: html },
  { path: `${callback}/qrcode?code=1`, of: "qrcode", on: 400, off: 503, type: html },
  {
    path: `${callback}/mobile`,
    init: { method: "POST", body: new URLSearchParams({ code: "041AbC" }) },
    of: "mobile",
    on: 502,
    off: 503,
    type: /^application\/json/,
  },
  { path: "/weixin-config.js", of: "mp", on: 503, off: 404, type: /^text\/javascript/ },
  { path: "/weixin-login.js?id=code", of: "qrcode", on: 200, off: 404, type: /^text\/javascript/ },
  { path: "/wxpay/shop/callback", init: { method: "POST", body: "<xml/>" }, of: "pay", on: 400, off: 404 },
  { path: "/wechat", init: { method: "POST", body: "<xml/>" }, of: "robot", on: 403, off: 404 },
  { path: "/MP_verify_AbCd1234EfGh5678.txt", of: "files", on: 200, off: 404, type: /^text\/plain/ },
];

async function expectAnswer(shop: Shop, { path, init, type, ...statuses }: Address, isOn: boolean) {
  const answer = await ask(shop, path, init);
  const text = await answer.text();
  expect(answer.status, `${path}: ${text.slice(0, 300)}`).toBe(isOn ? statuses.on : statuses.off);
  expect(text, path).not.toContain(appSecret);
  if (!type) return;
  expect(answer.headers.get("content-type"), path).toMatch(type);
  expect(text, path).not.toBe("");
}

for (const chosen of combinations) {
  const name = chosen.length === everyGroup.length ? "every group" : chosen.join() || "no group";

  test(`with ${name} of settings the shop starts, and says what is on`, async () => {
    await withShop(environment(chosen), async (shop) => {
      const on = (group: Group) => chosen.includes(group);
      const healthy = await ask(shop, "/healthz");
      expect(healthy.status).toBe(200);
      expect(await healthy.json()).toEqual({
        status: "ok",
        database: "ok",
        migrations: "applied",
        features: {
          login: { mp: on("mp"), qrcode: on("qrcode"), mobile: on("mobile") },
          jssdk: on("mp"),
          verifyFiles: on("files"),
          pay: on("pay"),
          robot: on("robot"),
          orderNotices: false,
          cron: true,
          sandbox: false,
        },
      });
      for (const address of addresses) await expectAnswer(shop, address, !address.of || on(address.of));
      expect(shop.output()).not.toMatch(/^\s+at |⨯|Unhandled/m);
      expect(shop.output()).not.toContain(appSecret);
    });
  });
}

test("half a group, and what is malformed: the shop does not start, and names every faulty setting", async () => {
  const env = {
    ...environment([]),
    WXAUTH_MP_APPID: groups.mp.WXAUTH_MP_APPID,
    WXAUTH_QRCODE_APPID: "gh_0123456789ab",
    WXAUTH_QRCODE_SECRET: appSecret,
    WXPAY_MCHID: groups.pay.WXPAY_MCHID,
    WXPAY_KEY: "not-the-key-of-any-merchant",
    WXCLIENT_TOKEN_API: "stable",
    MP_VERIFY: "MP_verify_AbCd.txt",
  };
  const refusal: unknown = await startShop({ env }).then(
    async (shop) => shop.stop(),
    (error: unknown) => error,
  );
  expect(refusal).toBeInstanceOf(Error);
  const lines = String(refusal).split("\n");
  const faults = lines.flatMap((line) => /^ {2}- ([A-Z_]+) /.exec(line)?.[1] ?? []);
  expect(faults.sort()).toEqual([
    "MP_VERIFY",
    "WXAUTH_MP_SECRET",
    "WXAUTH_QRCODE_APPID",
    "WXCLIENT_TOKEN_API",
    "WXPAY_APPID",
    "WXPAY_KEY",
  ]);
  expect(String(refusal)).not.toMatch(/^\s+at /m);
  expect(String(refusal)).not.toMatch(/not-the-key|5f0c9b7e/);
});

test("WeChat's verification files: as they are, where WeChat looks, and in the sandbox's phone as well", async () => {
  await withShop({ MP_VERIFY: groups.files.MP_VERIFY }, async (shop) => {
    const { features } = await (await ask(shop, "/healthz")).json();
    expect(features).toMatchObject({ verifyFiles: true, sandbox: true });
    const file = "/MP_verify_AbCd1234EfGh5678.txt";
    const answer = await ask(shop, file);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(await answer.text()).toBe("AbCd1234EfGh5678");
    expect(await (await ask(shop, "/MP_verify_zyxw9876.txt")).text()).toBe("zyxw9876");

    const head = await ask(shop, file, { method: "HEAD" });
    expect(head.status).toBe(200);
    expect(await head.text()).toBe("");
    expect((await ask(shop, file, { method: "POST" })).status).toBe(405);

    const others = [
      "/MP_verify_other.txt",
      "/MP_verify_abcd1234efgh5678.txt",
      "/mp_verify_AbCd1234EfGh5678.txt",
      "/MP_verify_AbCd1234EfGh5678.TXT",
      "/MP_verify_constructor.txt",
      "/MP_verify_.txt",
      `/sandbox${file}`,
    ];
    for (const path of others) expect((await ask(shop, path)).status, path).toBe(404);

    const cookie = "sandbox_phone=lin";
    const framed = { "sec-fetch-dest": "iframe", cookie };
    for (const headers of [framed, { "x-sandbox-phone": "1", cookie }]) {
      const inPhone = await ask(shop, file, { headers });
      expect(inPhone.status).toBe(200);
      expect(await inPhone.text()).toBe("AbCd1234EfGh5678");
      expect((await ask(shop, "/MP_verify_other.txt", { headers })).status).toBe(404);
    }
  });
});
