import { z } from "zod";

/** The official account's message endpoint. */
export type RobotSettings = {
  /** Where it is, such as /wechat. */
  path: string;
  token: string;
  /** With one, only encrypted messages are accepted; without one none is. */
  aesKey: string | null;
  /** Those that were in use before: messages on their way may still carry one. */
  previousAesKeys: string[];
};

/** What buyers are told of their orders. Whatever goes by the kind is bound to this list, so that none is forgotten. */
export const orderNoticeKinds = ["paid", "shipped", "refunded"] as const;
export type OrderNoticeKind = (typeof orderNoticeKinds)[number];

/** The setting that holds the id of each kind's template. */
export const noticeSettingOf = {
  paid: "WXTPL_ORDER_PAID",
  shipped: "WXTPL_ORDER_SHIPPED",
  refunded: "WXTPL_ORDER_REFUNDED",
} as const satisfies Record<OrderNoticeKind, string>;

/** The messages about orders. */
export type NoticeSettings = {
  /** template: template messages; subscribe: subscription notices. */
  api: "template" | "subscribe";
  /** Template ids; what has none is not sent. */
  templates: Partial<Record<OrderNoticeKind, string>>;
};

const templateId = z.string().regex(/^[\w-]{10,64}$/, "should be a template id: 43 letters, digits, - and _");

/** The first parts of the shop's own addresses, pages and files, in whatever case: Next leads every spelling to one. */
const taken =
  "api admin cart catalogue checkout healthz login logout me mp-verify oauth orders pay products sandbox wxpay " +
  "weixin-config.js weixin-login.js mp-login.html qrcode-login.html brand share stones icon.svg favicon.ico _next";

const isTaken = (path: string): boolean => {
  const first = path.toLowerCase().split("/")[1] ?? "";
  return taken.split(" ").includes(first) || /^mp_verify_\w+\.txt$/.test(first);
};

/** The settings of the endpoint and of template messages, for the schema of all. */
export const robotSchema = {
  WEROBOT_TOKEN: z
    .string()
    .regex(/^[0-9A-Za-z]{3,32}$/, "should be the server settings' token: 3 to 32 letters and digits")
    .optional(),
  WEROBOT_ROLE: z
    .string()
    .regex(/^(\/(?!\.+(\/|$))[\w.-]+)+$/, "should be a path such as /wechat")
    .refine((path) => !isTaken(path), "should be a path that the shop does not use itself, such as /wechat")
    .default("/wechat"),
  WEROBOT_AES_KEY: z
    .string()
    .transform((text) => text.split(",").map((part) => part.trim()))
    .pipe(
      z.array(
        z
          .string()
          .regex(
            /^[0-9A-Za-z+/]{43}$/,
            "should be the EncodingAESKey: 43 letters and digits (several, newest first, with commas)",
          ),
      ),
    )
    .optional(),
  WEROBOT_MODE: z.enum(["plain", "safe"], "should be plain or safe").optional(),
  WXTPL_API: z.enum(["template", "subscribe"], "should be template or subscribe").default("template"),
  WXTPL_ORDER_PAID: templateId.optional(),
  WXTPL_ORDER_SHIPPED: templateId.optional(),
  WXTPL_ORDER_REFUNDED: templateId.optional(),
} as const;

type Settings = z.infer<z.ZodObject<typeof robotSchema>>;

/** What is missing of the endpoint's settings. */
export function robotMissing(given: Record<string, string>): string[] {
  const faults: string[] = [];
  const safe = given.WEROBOT_AES_KEY !== undefined && given.WEROBOT_MODE !== "plain";
  if (given.WEROBOT_AES_KEY && !given.WEROBOT_TOKEN)
    faults.push("WEROBOT_TOKEN is missing: WEROBOT_AES_KEY is set");
  if (safe && given.WEROBOT_TOKEN && !given.WXAUTH_MP_APPID)
    faults.push("WXAUTH_MP_APPID is missing: encrypted messages carry the account's appid");
  if (given.WEROBOT_MODE === "safe" && !given.WEROBOT_AES_KEY)
    faults.push("WEROBOT_AES_KEY is missing: WEROBOT_MODE is safe");
  const template = Object.values(noticeSettingOf).find((name) => given[name]);
  if (template && !given.WXAUTH_MP_APPID) faults.push(`WXAUTH_MP_APPID is missing: ${template} is set`);
  return faults;
}

/** The endpoint; null while there is no token. */
export function robotSettings(settings: Settings): RobotSettings | null {
  const { WEROBOT_TOKEN: token, WEROBOT_ROLE: path, WEROBOT_AES_KEY = [], WEROBOT_MODE } = settings;
  if (!token) return null;
  const [aesKey = null, ...previousAesKeys] = WEROBOT_MODE === "plain" ? [] : WEROBOT_AES_KEY;
  return { path, token, aesKey, previousAesKeys };
}

export function noticeSettings(settings: Settings): NoticeSettings {
  const templates: NoticeSettings["templates"] = {};
  for (const kind of orderNoticeKinds) {
    const id = settings[noticeSettingOf[kind]];
    if (id) templates[kind] = id;
  }
  return { api: settings.WXTPL_API, templates };
}
