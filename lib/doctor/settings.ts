import { type Config, ConfigError, readConfig } from "@/lib/config";
import { bad, type Finding, type Mode, off, ok, warn } from "./finding";

const files: Readonly<Record<Mode, string>> = {
  development: ".env.local",
  production: ".env, or the environment of the service",
};

/** The settings, or a finding for each that is not right. */
export function checkSettings(
  env: NodeJS.ProcessEnv,
  mode: Mode,
): { config: Config | null; findings: Finding[] } {
  try {
    return { config: readConfig(env), findings: [] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const { faults } = error;
    const mend = `In ${files[mode]}; .env.example and the README say what it is and where to get it`;
    return { config: null, findings: faults.map((fault) => bad(fault, mend)) };
  }
}

/** Whether the settings lead to WeChat itself, and not to a sandbox, be it ours or another shop's. */
export const reachesWechat = ({ sandbox, gatewayUrl, auth, pay }: Config): boolean =>
  !sandbox && !gatewayUrl?.endsWith("/sandbox") && (pay !== null || Object.keys(auth).length > 0);

const logins = [
  ["mp", "login inside WeChat", "WXAUTH_MP"],
  ["qrcode", "login by QR code", "WXAUTH_QRCODE"],
  ["mobile", "login of a native app", "WXAUTH_MOBILE"],
] as const;

/** Which features the settings switch on. */
export function checkFeatures(config: Config): Finding[] {
  const { auth, pay, sandbox, gatewayUrl, cronSecret, verifyFiles } = config;
  const files = Object.keys(verifyFiles).length;
  const on = (what: string) => ok(`${what}: on${sandbox ? ", with the sandbox's account" : ""}`);
  return [
    sandbox
      ? ok("the sandbox: on; it stands for WeChat until you give a WeChat setting")
      : off("the sandbox: off"),
    ...(gatewayUrl && !sandbox ? [ok("WeChat is reached through WECHAT_GATEWAY_URL")] : []),
    ...logins.map(([action, name, prefix]) =>
      auth[action] ? on(name) : off(`${name}: off, as ${prefix}_APPID and ${prefix}_SECRET are not set`),
    ),
    auth.mp ? on("JS-SDK") : off("JS-SDK: off, as it belongs to the service account of WXAUTH_MP_*"),
    ...(files > 0 ? [ok(`verification files (MP_VERIFY): ${files}`)] : []),
    pay ? on("WeChat Pay") : off("WeChat Pay: off, as WXPAY_APPID, WXPAY_MCHID and WXPAY_KEY are not set"),
    cronSecret
      ? ok("POST /api/cron/reconcile: on")
      : off("POST /api/cron/reconcile: off; a server that keeps running does that work by itself"),
  ];
}

/** Whether the accounts go together: an openid of one app is of no use to another. */
export function checkAccounts({ auth, pay, tokenApi }: Config): Finding[] {
  const findings: Finding[] = [];
  if (auth.mp && tokenApi === "token") {
    findings.push(
      warn(
        "WXCLIENT_TOKEN_API is token: any other program that asks for this account's token ends ours, and the other way round",
        "Take it away: stable_token gives everybody the same one",
      ),
    );
  }
  if (pay && auth.mp && pay.appid !== auth.mp.appid) {
    findings.push(
      bad(
        `WXPAY_APPID (${pay.appid}) is not WXAUTH_MP_APPID (${auth.mp.appid}): a payment needs the payer's openid of its own app`,
        "Give both the service account's AppID, and bind that one to the merchant: pay.weixin.qq.com, 产品中心 → AppID账号管理",
      ),
    );
  }
  if (pay && !auth.mp) {
    findings.push(
      warn(
        "WeChat Pay is on without login inside WeChat: nobody's openid is known, and so nobody can pay",
        "Set WXAUTH_MP_APPID and WXAUTH_MP_SECRET: mp.weixin.qq.com, 设置与开发 → 基本配置",
      ),
    );
  }
  const given = logins.flatMap(([action, , prefix]) => {
    const appid = auth[action]?.appid;
    return appid === undefined ? [] : [{ appid, name: `${prefix}_APPID` }];
  });
  for (const [index, { appid, name }] of given.entries()) {
    const twin = given.slice(0, index).find((other) => other.appid === appid);
    if (!twin) continue;
    findings.push(
      bad(
        `${name} is the same as ${twin.name}: each way to log in has an app of its own`,
        "WXAUTH_MP is the service account of mp.weixin.qq.com, WXAUTH_QRCODE the 网站应用 and WXAUTH_MOBILE the 移动应用 of open.weixin.qq.com",
      ),
    );
  }
  return findings;
}
