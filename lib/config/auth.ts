import { z } from "zod";

export type LoginAction = "mp" | "qrcode" | "mobile";
export type WechatApp = { appid: string; secret: string };
/** The three ways to log in; one that is not set up is off. */
export type AuthSettings = Partial<Record<LoginAction, WechatApp>>;
/** Which interface the account's access_token is fetched from. */
export type TokenApi = "stable_token" | "token";

const appid = z.string().regex(/^wx[0-9a-z]{16}$/i, "should be an AppID: wx and 16 letters or digits");
const secret = z.string().regex(/^[0-9a-z]{32}$/i, "should be an AppSecret: 32 letters or digits");

/** The settings of the accounts, for the schema of all. */
export const authSchema = {
  WXAUTH_MP_APPID: appid.optional(),
  WXAUTH_MP_SECRET: secret.optional(),
  WXAUTH_QRCODE_APPID: appid.optional(),
  WXAUTH_QRCODE_SECRET: secret.optional(),
  WXAUTH_MOBILE_APPID: appid.optional(),
  WXAUTH_MOBILE_SECRET: secret.optional(),
  WXCLIENT_TOKEN_API: z
    .enum(["stable_token", "token"], "should be stable_token or token")
    .default("stable_token"),
} as const;

const groups = [
  ["WXAUTH_MP_APPID", "WXAUTH_MP_SECRET"],
  ["WXAUTH_QRCODE_APPID", "WXAUTH_QRCODE_SECRET"],
  ["WXAUTH_MOBILE_APPID", "WXAUTH_MOBILE_SECRET"],
] as const;

/** What is missing of the accounts' settings. */
export const authMissing = (given: Record<string, string>): string[] =>
  groups.flatMap((names) => {
    const missing = names.filter((name) => !given[name]);
    if (missing.length === 0 || missing.length === names.length) return [];
    return missing.map((name) => `${name} is missing: ${names.find((other) => given[other])} is set`);
  });

function app(appid: string | undefined, secret: string | undefined): WechatApp | undefined {
  return appid && secret ? { appid, secret } : undefined;
}

/** The accounts that are set up. */
export function authSettings(settings: z.infer<z.ZodObject<typeof authSchema>>): AuthSettings {
  const mp = app(settings.WXAUTH_MP_APPID, settings.WXAUTH_MP_SECRET);
  const qrcode = app(settings.WXAUTH_QRCODE_APPID, settings.WXAUTH_QRCODE_SECRET);
  const mobile = app(settings.WXAUTH_MOBILE_APPID, settings.WXAUTH_MOBILE_SECRET);
  return { ...(mp && { mp }), ...(qrcode && { qrcode }), ...(mobile && { mobile }) };
}
