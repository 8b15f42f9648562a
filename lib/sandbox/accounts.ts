/**
 * The accounts that exist in the sandbox. Throw-away values that open nothing anywhere else; they look like real
 * ones, so that whatever accepts these accepts those. lib/config.ts reads this file.
 */

import { createHash } from "node:crypto";
import * as keys from "./merchant-keys";

export interface SandboxApp {
  readonly appid: string;
  readonly secret: string;
}

const mp: SandboxApp = { appid: "wx7f3c1e9a5b20d846", secret: "5d41c07be9a83f264c1b7d90e52fa836" };
const qrcode: SandboxApp = { appid: "wxa94e06d2c8b7135f", secret: "c29e6fb10d7458a3bb06e41f92d57ac8" };
const mobile: SandboxApp = { appid: "wx2b8d5f70e16c93a4", secret: "08f7a3d95ce21b46e7d04fa9c6b18352" };

export const sandboxAccounts = {
  /** The service account: pages inside WeChat. */
  mp,
  /** The website application: QR codes on a desktop. */
  qrcode,
  /** The mobile application. */
  mobile,
  /** The merchant, bound to the service account. */
  pay: {
    appid: mp.appid,
    mchid: "1628430975",
    key: "Moonstone0Sandbox0ApiV2Key012345",
    v3Key: "Moonstone0Sandbox0ApiV3Key543210",
    serial: keys.merchantSerial,
    certificate: keys.merchantCertificate,
    privateKey: keys.merchantPrivateKey,
    /** WeChat Pay's public key, and its id. */
    publicKey: keys.publicKey,
    publicKeyId: keys.publicKeyId,
  },
  /** The service account's server settings, and the name that stands in ToUserName. */
  robot: {
    token: "MoonstoneSandboxToken",
    aesKey: "MoonstoneSandboxEncodingAESKey0123456789abc",
    userName: "gh_3c1e9a5b20d8",
  },
  /** Templates that the account has chosen: of template messages, and of subscription notices. */
  templates: {
    template: {
      paid: "Tpl7OrderPaid0Moonstone0Sandbox000000000001",
      shipped: "Tpl7OrderShipped0Moonstone0Sandbox000000002",
      refunded: "Tpl7OrderRefunded0Moonstone0Sandbox00000003",
    },
    subscribe: {
      paid: "Sub7OrderPaid0Moonstone0Sandbox000000000001",
      shipped: "Sub7OrderShipped0Moonstone0Sandbox000000002",
      refunded: "Sub7OrderRefunded0Moonstone0Sandbox00000003",
    },
  },
  merchantName: "月光宝石",
} as const;

export type AccountKind = "mp" | "qrcode" | "mobile";

export const accountNames: Readonly<Record<AccountKind, string>> = {
  mp: "公众号",
  qrcode: "网站应用",
  mobile: "移动应用",
};

const kinds: readonly AccountKind[] = ["mp", "qrcode", "mobile"];

/** Which of the accounts an appid belongs to; null for a stranger's. */
export function accountKind(appid: string): AccountKind | null {
  return kinds.find((kind) => sandboxAccounts[kind].appid === appid) ?? null;
}

/** An openid or unionid: the same parts give the same one. */
export const sandboxIdentifier = (...parts: string[]): string =>
  `o${createHash("sha256").update(parts.join("/")).digest("base64url").slice(0, 27)}`;

/** Who may open /admin in the sandbox: the shop's owner, among the people of lib/sandbox/people.ts. */
export const sandboxAdminOpenids = (): string[] =>
  (["mp", "qrcode", "mobile"] as const).map((kind) =>
    sandboxIdentifier("openid", sandboxAccounts[kind].appid, "owner"),
  );

/** A PEM in one line, as an .env file has it. */
const folded = (pem: string): string => pem.trim().replaceAll("\n", "\\n");

/** The template ids of the sandbox's account, by their settings' names. */
export function sandboxTemplateSettings(api: "template" | "subscribe" = "template"): Record<string, string> {
  const { paid, shipped, refunded } = sandboxAccounts.templates[api];
  return { WXTPL_ORDER_PAID: paid, WXTPL_ORDER_SHIPPED: shipped, WXTPL_ORDER_REFUNDED: refunded };
}

/** The settings, by their environment names, with which a program talks to the sandbox behind `appUrl`. */
export function sandboxSettings(appUrl: string): Record<string, string> {
  return {
    APP_URL: appUrl,
    WECHAT_GATEWAY_URL: `${appUrl}/sandbox`,
    WXAUTH_MP_APPID: mp.appid,
    WXAUTH_MP_SECRET: mp.secret,
    WXAUTH_QRCODE_APPID: qrcode.appid,
    WXAUTH_QRCODE_SECRET: qrcode.secret,
    WXAUTH_MOBILE_APPID: mobile.appid,
    WXAUTH_MOBILE_SECRET: mobile.secret,
    WXPAY_APPID: sandboxAccounts.pay.appid,
    WXPAY_MCHID: sandboxAccounts.pay.mchid,
    WXPAY_KEY: sandboxAccounts.pay.key,
    WXPAY_SIGN_TYPE: "HMAC-SHA256",
    WXPAY_V3_KEY: sandboxAccounts.pay.v3Key,
    WXPAY_SERIAL_NO: sandboxAccounts.pay.serial,
    WXPAY_CERT: folded(sandboxAccounts.pay.certificate),
    WXPAY_CERT_KEY: folded(sandboxAccounts.pay.privateKey),
    WXPAY_PUBLIC_KEY: folded(sandboxAccounts.pay.publicKey),
    WXPAY_PUBLIC_KEY_ID: sandboxAccounts.pay.publicKeyId,
    WEROBOT_TOKEN: sandboxAccounts.robot.token,
    WEROBOT_AES_KEY: sandboxAccounts.robot.aesKey,
    ...sandboxTemplateSettings(),
  };
}

/** Whether a setting carries the sandbox's own value, and so is no real secret. */
export function isSandboxValue(name: string, value: string | undefined): boolean {
  return value !== undefined && sandboxSettings("")[name] === folded(value);
}
