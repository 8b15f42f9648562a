import type { Config } from "@/lib/config";
import { readConfig } from "@/lib/config";
import { appid, key, mchid } from "../wechat/wxpay-support";

export const appSecret = "fedcba9876543210fedcba9876543210";
export const strong = "Vd8xW2kq0ZtR5bLm7yHc3NfJp9sGa4Eu6TiK";

/** Settings of a shop with real accounts. */
export const realEnv = {
  NODE_ENV: "production",
  APP_URL: "https://shop.example.com",
  SESSION_SECRET: strong,
  WXAUTH_MP_APPID: appid,
  WXAUTH_MP_SECRET: appSecret,
  WXPAY_APPID: appid,
  WXPAY_MCHID: mchid,
  WXPAY_KEY: key,
} as const;

export const realConfig = (changes: Record<string, string | undefined> = {}): Config =>
  readConfig({ ...realEnv, ...changes });

/** A network on which WeChat answers as told: text as it is, anything else as JSON. */
export function answering(answer: (url: string, body: string) => string | object): typeof fetch {
  return async (input, init) => {
    const given = answer(String(input), String(init?.body ?? ""));
    if (given instanceof Response) return given;
    return new Response(typeof given === "string" ? given : JSON.stringify(given));
  };
}

/** A network on which every call fails as Node's fetch does. */
export const failing =
  (code: string): typeof fetch =>
  async () => {
    throw new TypeError("fetch failed", { cause: Object.assign(new Error(`connect ${code}`), { code }) });
  };

/** What WeChat answers to a doctor's calls when the service account is in order, by path. */
export const soundAccount: Readonly<Record<string, object>> = {
  "/sns/oauth2/access_token": { errcode: 40029, errmsg: "invalid code" },
  "/cgi-bin/stable_token": { access_token: "token-of-wechat", expires_in: 7200 },
  "/cgi-bin/getcallbackip": { ip_list: ["101.226.103.0/25"] },
  "/cgi-bin/ticket/getticket": { errcode: 0, errmsg: "ok", ticket: "ticket-of-wechat", expires_in: 7200 },
};

/** A network with that account, but for the answers given; notes what it was asked into `asked`. */
export const account = (changes: Readonly<Record<string, object>> = {}, asked: URL[] = []): typeof fetch =>
  answering((url) => {
    const address = new URL(url);
    asked.push(address);
    const found = { ...soundAccount, ...changes }[address.pathname];
    return found ?? new Response("unexpected", { status: 404 });
  });
