import { z } from "zod";
import { certificateFault, privateKeyFault, publicKeyFault, serialOf } from "../wechat/certificate";
import { pem } from "./pem";

export type PayApi = "v2" | "v3";

/** A merchant number, with what it speaks: v2, v3 or both. */
export type PaySettings = {
  appid: string;
  mchid: string;
  /** Which of the two speaks where both could. */
  api: PayApi;
  v2: { key: string; signType: "HMAC-SHA256" | "MD5" } | null;
  v3: {
    /** The APIv3 key: 32 characters. */
    key: string;
    /** Of the merchant's API certificate. */
    serial: string;
    /** PEM. */
    privateKey: string;
    /** WeChat Pay's public key; without one, answers are verified with platform certificates. */
    publicKey: { id: string; pem: string } | null;
  } | null;
  /** PEM; v2 shows it to WeChat for refunds, red packs and transfers. */
  certificate: { cert: string; key: string } | null;
  /** Who a red pack is from; at most 32 bytes. */
  sendName: string;
  /** The server's address as red packs state it. */
  clientIp: string;
};

/** The settings of WeChat Pay, for the schema of all. */
export const paySchema = {
  WXPAY_APPID: z
    .string()
    .regex(/^wx[0-9a-z]{16}$/i, "should be an AppID: wx and 16 letters or digits")
    .optional(),
  WXPAY_MCHID: z
    .string()
    .regex(/^\d{8,10}$/, "should be a merchant number: 8 to 10 digits")
    .optional(),
  WXPAY_API: z.enum(["v2", "v3"], "should be v2 or v3").optional(),
  WXPAY_KEY: z.string().length(32, "should be the APIv2 key: 32 characters").optional(),
  WXPAY_SIGN_TYPE: z.enum(["HMAC-SHA256", "MD5"], "should be HMAC-SHA256 or MD5").default("HMAC-SHA256"),
  WXPAY_CERT: pem.optional(),
  WXPAY_CERT_KEY: pem.optional(),
  WXPAY_V3_KEY: z
    .string()
    .refine((text) => Buffer.byteLength(text) === 32, "should be the APIv3 key: 32 characters")
    .optional(),
  WXPAY_SERIAL_NO: z
    .string()
    .regex(/^[0-9a-f]{40}$/i, "should be the API certificate's serial number: 40 hex digits")
    .transform((text) => text.toUpperCase())
    .optional(),
  WXPAY_PUBLIC_KEY: pem.optional(),
  WXPAY_PUBLIC_KEY_ID: z
    .string()
    .regex(/^PUB_KEY_ID_\d+$/, "should be PUB_KEY_ID_ and digits")
    .optional(),
  WXPAY_SEND_NAME: z
    .string()
    .refine((text) => Buffer.byteLength(text) <= 32, "should have at most 32 bytes: about ten characters")
    .default("月光宝石"),
  WXPAY_CLIENT_IP: z.ipv4("should be this server's IPv4 address").default("127.0.0.1"),
};
type Settings = z.infer<z.ZodObject<typeof paySchema>>;

type Name = keyof typeof paySchema;

/** What is missing beside the settings of WeChat Pay that are given, well-formed or not: a line for each fault. */
export function payMissing(settings: Readonly<Partial<Record<Name, unknown>>>): string[] {
  const faults: string[] = [];
  const need = (name: Name, because: Name) => {
    if (settings[because] && !settings[name]) faults.push(`${name} is missing: ${because} is set`);
  };
  need("WXPAY_MCHID", "WXPAY_APPID");
  need("WXPAY_APPID", "WXPAY_MCHID");
  for (const key of ["WXPAY_KEY", "WXPAY_V3_KEY"] as const) {
    if (settings.WXPAY_MCHID || settings.WXPAY_APPID) break;
    need("WXPAY_APPID", key);
    need("WXPAY_MCHID", key);
  }
  need("WXPAY_CERT_KEY", "WXPAY_CERT");
  need("WXPAY_CERT_KEY", "WXPAY_V3_KEY");
  if (!settings.WXPAY_CERT) need("WXPAY_SERIAL_NO", "WXPAY_V3_KEY");
  need("WXPAY_PUBLIC_KEY_ID", "WXPAY_PUBLIC_KEY");
  need("WXPAY_PUBLIC_KEY", "WXPAY_PUBLIC_KEY_ID");
  if (settings.WXPAY_MCHID && !settings.WXPAY_KEY && !settings.WXPAY_V3_KEY) {
    faults.push("WXPAY_KEY is missing: WXPAY_MCHID is set (or WXPAY_V3_KEY, for a merchant with APIv3)");
  }
  // Of no merchant it says nothing.
  if (!settings.WXPAY_MCHID) return faults;
  if (settings.WXPAY_API === "v2") need("WXPAY_KEY", "WXPAY_API");
  if (settings.WXPAY_API === "v3") need("WXPAY_V3_KEY", "WXPAY_API");
  return faults;
}

const named = { certificate: "WXPAY_CERT", key: "WXPAY_CERT_KEY", both: "WXPAY_CERT and WXPAY_CERT_KEY" };

/**
 * What is wrong with keys and certificates that are each well-formed: a line for each fault. Not whether one has expired:
 * that must not stop a shop that can still take payments.
 */
export function payUnusable(settings: Settings): string[] {
  const { WXPAY_CERT: cert, WXPAY_CERT_KEY: key } = settings;
  const fault = cert && key ? certificateFault({ cert, key }) : key ? privateKeyFault(key) : null;
  if (fault) return [`${named[fault.about]} ${fault.problem}`];
  const faults: string[] = [];
  const { WXPAY_SERIAL_NO: serial, WXPAY_PUBLIC_KEY: publicKey } = settings;
  if (cert && serial && serialOf(cert) !== serial) {
    faults.push("WXPAY_SERIAL_NO is another certificate's: WXPAY_CERT has a different serial number");
  }
  const problem = publicKey ? publicKeyFault(publicKey) : null;
  if (problem) faults.push(`WXPAY_PUBLIC_KEY ${problem}`);
  return faults;
}

/** WeChat Pay as these settings have it, or null while no merchant is given. They were found without fault. */
export function paySettings(settings: Settings): PaySettings | null {
  const { WXPAY_APPID: appid, WXPAY_MCHID: mchid, WXPAY_CERT: cert, WXPAY_CERT_KEY: key } = settings;
  if (!appid || !mchid) return null;
  const v2 = settings.WXPAY_KEY ? { key: settings.WXPAY_KEY, signType: settings.WXPAY_SIGN_TYPE } : null;
  const v3 = v3Settings(settings);
  if (!v2 && !v3) return null;
  return {
    appid,
    mchid,
    api: settings.WXPAY_API ?? (v3 ? "v3" : "v2"),
    v2,
    v3,
    certificate: cert && key ? { cert, key } : null,
    sendName: settings.WXPAY_SEND_NAME,
    clientIp: settings.WXPAY_CLIENT_IP,
  };
}

function v3Settings(settings: Settings): PaySettings["v3"] {
  const { WXPAY_V3_KEY: key, WXPAY_CERT: cert, WXPAY_CERT_KEY: privateKey } = settings;
  const serial = settings.WXPAY_SERIAL_NO ?? (cert ? serialOf(cert) : undefined);
  if (!key || !privateKey || !serial) return null;
  const { WXPAY_PUBLIC_KEY: pem, WXPAY_PUBLIC_KEY_ID: id } = settings;
  return { key, serial, privateKey, publicKey: pem && id ? { id, pem } : null };
}
