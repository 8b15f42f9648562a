import { z } from "zod";
import { type AuthSettings, authMissing, authSchema, authSettings, type TokenApi } from "./config/auth";
import { type PaySettings, payMissing, paySchema, paySettings, payUnusable } from "./config/pay";
import {
  type NoticeSettings,
  noticeSettings,
  type RobotSettings,
  robotMissing,
  robotSchema,
  robotSettings,
} from "./config/robot";
import {
  isSandboxValue,
  sandboxAccounts,
  sandboxAdminOpenids,
  sandboxSettings,
  sandboxTemplateSettings,
} from "./sandbox/accounts";
import { verifyFiles } from "./verify-files";

export type { LoginAction, TokenApi, WechatApp } from "./config/auth";
export type { PayApi, PaySettings } from "./config/pay";
export type { NoticeSettings, OrderNoticeKind, RobotSettings } from "./config/robot";
export { noticeSettingOf, orderNoticeKinds } from "./config/robot";

export type Config = {
  /** The public origin, without a slash at its end. Every absolute URL is built from it. */
  appUrl: string;
  databaseUrl: string;
  production: boolean;
  /** The newest first: it seals, the others still open. */
  sessionSecrets: string[];
  auth: AuthSettings;
  tokenApi: TokenApi;
  pay: PaySettings | null;
  /** The official account's message endpoint. */
  robot: RobotSettings | null;
  /** Which messages about orders are sent. */
  notices: NoticeSettings;
  /** MP_verify_{x}.txt by x. */
  verifyFiles: Record<string, string>;
  /** In place of https://{host}{path}, WeChat is reached at {gatewayUrl}/{host}{path}. */
  gatewayUrl: string | null;
  sandbox: boolean;
  cronSecret: string | null;
  /** Who may open /admin. */
  adminOpenids: string[];
};

/** Settings are missing or malformed; `faults` has a line for each. */
export class ConfigError extends Error {
  override name = "ConfigError";
  readonly faults: string[];

  constructor(given: string[]) {
    // A list of which two parts are wrong has one fault, and so has one line.
    const faults = [...new Set(given)];
    super(`The settings are not right:\n${faults.map((fault) => `  - ${fault}`).join("\n")}`);
    this.faults = faults;
  }
}

const isOrigin = (text: string) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  // Compared as written: a lone "?" or "#" is no part of an origin either.
  return (
    url !== null && /^https?:$/.test(url.protocol) && url.origin === text.replace(/\/$/, "").toLowerCase()
  );
};
const isHttpUrl = (text: string) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);

const settingsSchema = z.object({
  APP_URL: z
    .string()
    .refine(isOrigin, "should be an origin such as https://shop.example.com, with no path")
    .optional(),
  DATABASE_URL: z
    .string()
    .regex(
      /^(file:.+|postgres(ql)?:\/\/.+)$/,
      "should be file:./prisma/dev.db or postgresql://user@host/database",
    )
    .default("file:./prisma/dev.db"),
  SESSION_SECRET: z
    .string()
    .transform((text) => text.split(",").map((part) => part.trim()))
    .pipe(
      z.array(z.string().min(32, "should have 32 characters or more (several, newest first, with commas)")),
    )
    .optional(),
  ...authSchema,
  MP_VERIFY: verifyFiles.optional(),
  ...paySchema,
  ...robotSchema,
  WECHAT_GATEWAY_URL: z.string().refine(isHttpUrl, "should be an http(s) address").optional(),
  WECHAT_SANDBOX: z.enum(["0", "1"], "should be 1 (on) or 0 (off)").optional(),
  CRON_SECRET: z.string().min(16, "should have 16 characters or more").optional(),
  ADMIN_OPENIDS: z
    .string()
    .transform((text) => text.split(/[\s,]+/).filter(Boolean))
    .pipe(z.array(z.string().regex(/^[\w-]{20,64}$/, "should be openids, with commas between them")))
    .optional(),
});
type Settings = z.infer<typeof settingsSchema>;
/** The environment's variables that are set. */
type Given = Record<string, string>;

const secretNames = /^(WXAUTH_\w+_SECRET|WXPAY_(KEY|CERT_KEY|V3_KEY)|WEROBOT_(TOKEN|AES_KEY))$/;

const realSecrets = (given: Given): string[] =>
  Object.entries(given).flatMap(([name, value]) =>
    secretNames.test(name) && !isSandboxValue(name, value) ? [name] : [],
  );

/** The sandbox's keys stand in public: whoever knows them writes notices that a real shop would believe. */
const publicKeys = (given: Given): string[] =>
  ["WXPAY_KEY", "WXPAY_V3_KEY", "WXPAY_PUBLIC_KEY", "WEROBOT_TOKEN", "WEROBOT_AES_KEY"].filter((name) =>
    // Several keys may stand in one setting.
    given[name]?.split(",").some((part) => isSandboxValue(name, part.trim())),
  );

function defaultAppUrl(env: NodeJS.ProcessEnv): string {
  const vercel = env.VERCEL_PROJECT_PRODUCTION_URL;
  return vercel ? `https://${vercel}` : `http://localhost:${env.PORT || 3000}`;
}

/** In development the sandbox is on by itself while nobody gave a WeChat setting. */
function wantsSandbox(given: Given): boolean {
  if (given.WECHAT_SANDBOX) return given.WECHAT_SANDBOX === "1";
  // Which API, which kind of signature, which mode is to be tried and where says nothing of an account.
  const real = Object.keys(given).some((name) =>
    /^(WXAUTH|WXPAY|WEROBOT|WXTPL)_(?!API$|SIGN_TYPE$|MODE$|ROLE$)/.test(name),
  );
  return given.NODE_ENV === "development" && !real && !given.WECHAT_GATEWAY_URL;
}

/** Without blanks: an empty line in an .env file means "not set". */
const withoutBlanks = (env: NodeJS.ProcessEnv): Given =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : [])),
  );

/** The sandbox's merchant, who speaks both. */
function sandboxPay({ WXPAY_API = "v3", WXPAY_SIGN_TYPE }: Settings): PaySettings | null {
  const given = { ...sandboxSettings(""), WXPAY_API, WXPAY_SIGN_TYPE };
  return paySettings(z.object(paySchema).parse(given));
}

/** The sandbox's official account: its endpoint and its templates. */
function sandboxRobot({ WEROBOT_MODE, WEROBOT_ROLE, WXTPL_API }: Settings) {
  const own = sandboxSettings("");
  const templates = sandboxTemplateSettings(WXTPL_API);
  const settings = z
    .object(robotSchema)
    .parse({ ...own, ...templates, WEROBOT_MODE, WEROBOT_ROLE, WXTPL_API });
  return { robot: robotSettings(settings), notices: noticeSettings(settings) };
}

/** What is malformed, then what does not go together or is missing: all of it, so that one look is enough. */
function findFaults(given: Given, malformed: z.core.$ZodIssue[], sandbox: boolean): string[] {
  const faults = malformed.map((issue) => `${issue.path[0]?.toString()} ${issue.message}`);
  faults.push(...authMissing(given));
  const real = realSecrets(given);
  if (sandbox && real.length > 0) {
    faults.push(`WECHAT_SANDBOX is on beside real secrets (${real.join(", ")}): take one or the other away`);
  }
  if (given.NODE_ENV === "production") {
    const known = sandbox || given.WECHAT_GATEWAY_URL ? [] : publicKeys(given);
    if (known.length > 0)
      faults.push(`${known.join(", ")}: the sandbox's, which everybody knows: take the merchant's own`);
    if (!given.SESSION_SECRET) faults.push("SESSION_SECRET is missing: 32 random characters or more");
    if (real.length > 0 && !given.APP_URL && !given.VERCEL_PROJECT_PRODUCTION_URL) {
      faults.push("APP_URL is missing: the public origin, such as https://shop.example.com");
    }
  }
  return faults;
}

/**
 * Reads the settings of an environment.
 * @throws ConfigError that names every faulty variable and what it should look like
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const given = withoutBlanks(env);
  const parsed = settingsSchema.safeParse(given);
  const sandbox = wantsSandbox(given);
  const faults = findFaults(given, parsed.error?.issues ?? [], sandbox);
  if (!sandbox)
    faults.push(
      ...payMissing(given),
      ...robotMissing(given),
      ...(parsed.success ? payUnusable(parsed.data) : []),
    );
  if (!parsed.success || faults.length > 0) throw new ConfigError(faults);
  const settings = parsed.data;

  const appUrl = (settings.APP_URL ?? defaultAppUrl(env)).replace(/\/$/, "");
  const base = {
    appUrl,
    databaseUrl: settings.DATABASE_URL,
    production: env.NODE_ENV === "production",
    // Development without `npm run dev`, in tests say: sessions end with the process.
    sessionSecrets: settings.SESSION_SECRET ?? [crypto.randomUUID() + crypto.randomUUID()],
    cronSecret: settings.CRON_SECRET ?? null,
    tokenApi: settings.WXCLIENT_TOKEN_API,
    verifyFiles: settings.MP_VERIFY ?? {},
    sandbox,
  };
  if (sandbox) {
    const { mp, qrcode, mobile } = sandboxAccounts;
    return {
      ...base,
      auth: { mp, qrcode, mobile },
      pay: sandboxPay(settings),
      ...sandboxRobot(settings),
      gatewayUrl: `${appUrl}/sandbox`,
      adminOpenids: settings.ADMIN_OPENIDS ?? sandboxAdminOpenids(),
    };
  }
  return {
    ...base,
    auth: authSettings(settings),
    pay: paySettings(settings),
    robot: robotSettings(settings),
    notices: noticeSettings(settings),
    gatewayUrl: settings.WECHAT_GATEWAY_URL?.replace(/\/$/, "") ?? null,
    adminOpenids: settings.ADMIN_OPENIDS ?? [],
  };
}

let current: Config | null = null;

/** This process's settings, read from the environment once. */
export function config(): Config {
  current ??= readConfig(process.env);
  return current;
}

/** Forgets what was read: for tests that change the environment. */
export function resetConfig(): void {
  current = null;
}

/** Which features these settings switch on, for the health check and for people who look for a missing one. */
export const features = ({ auth, pay, robot, notices, sandbox, cronSecret, verifyFiles }: Config) => ({
  login: { mp: Boolean(auth.mp), qrcode: Boolean(auth.qrcode), mobile: Boolean(auth.mobile) },
  jssdk: Boolean(auth.mp),
  verifyFiles: Object.keys(verifyFiles).length > 0,
  pay: Boolean(pay),
  robot: Boolean(robot),
  orderNotices: Object.keys(notices.templates).length > 0,
  cron: Boolean(cronSecret),
  sandbox,
});
