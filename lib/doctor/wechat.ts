import type { Config, LoginAction, PaySettings } from "@/lib/config";
import {
  createGateway,
  createTransport,
  createWxauth,
  createWxclient,
  createWxpay,
  MemoryStore,
  type Transport,
} from "@/lib/wechat";
import { type Finding, off } from "./finding";
import { checkLogin } from "./login";
import { checkCertificate } from "./merchant-certificate";
import { checkOfficialAccount } from "./official-account";
import { checkPay } from "./pay";
import { reachesWechat } from "./settings";
import { checkTokens } from "./tokens";
import type { Road } from "./unreached";

/** A development server compiles the sandbox at its first call. */
const patienceMs = { wechat: 10_000, sandbox: 40_000 };
const actions: readonly LoginAction[] = ["mp", "qrcode", "mobile"];

export interface WechatFindings {
  login: Finding[];
  tokens: Finding[];
  account: Finding[];
  pay: Finding[];
}

/**
 * Asks WeChat, or the sandbox, whether it takes each account. Nothing is bought, sent or changed.
 * @param fetch for tests
 * @param now milliseconds, for tests
 */
export async function checkWechat(
  config: Config,
  fetch?: typeof globalThis.fetch,
  now: () => number = Date.now,
): Promise<WechatFindings> {
  const { pay, appUrl, gatewayUrl, sandbox } = config;
  const road: Road = { gatewayUrl, sandbox, real: reachesWechat(config) };
  const transport = createTransport({
    gateway: createGateway(gatewayUrl ?? undefined),
    timeoutMs: sandbox ? patienceMs.sandbox : patienceMs.wechat,
    now,
    ...(fetch && { fetch }),
  });
  const [accounts, paid] = await Promise.all([
    checkLoginApps(config, transport, road),
    pay ? checkMerchant(pay, appUrl, transport, road) : null,
  ]);
  return { ...accounts, pay: paid ?? [off("WeChat Pay is not set up: nothing to ask WeChat")] };
}

/** Each interface that is set up: the other one takes over what the chosen one cannot do, and old orders. */
async function checkMerchant(
  pay: PaySettings,
  appUrl: string,
  transport: Transport,
  road: Road,
): Promise<Finding[]> {
  const notifyUrl = (type: string) => `${appUrl}/wxpay/${type}/callback`;
  const given = (["v2", "v3"] as const).filter((api) => pay[api]);
  const asked = await Promise.all(
    given.map((api) => {
      const settings = { ...pay, api };
      const wxpay = createWxpay({ ...settings, notifyUrl, store: new MemoryStore(), transport });
      return checkPay(wxpay, settings, road);
    }),
  );
  const certificate = checkCertificate(pay, transport.now());
  return [...once(asked), ...(certificate ? [certificate] : [])];
}

async function checkLoginApps(
  config: Config,
  transport: Transport,
  road: Road,
): Promise<Omit<WechatFindings, "pay">> {
  const { auth, appUrl } = config;
  const callbackUrl = (action: string) => `${appUrl}/oauth/wechat/callback/${action}`;
  const wxauth = createWxauth({ apps: auth, callbackUrl, store: new MemoryStore(), transport });
  const given = actions.filter((action) => auth[action]);
  const login = await Promise.all(given.map((action) => checkLogin(wxauth, action, road)));
  return {
    login: login.length > 0 ? once(login) : [off("no login is set up: nothing to ask WeChat")],
    ...(await ofAccount(config, login[given.indexOf("mp")], transport, road)),
  };
}

/** @param login what came of the account's login: an account that is refused there is not asked about again */
async function ofAccount(
  config: Config,
  login: Finding | undefined,
  transport: Transport,
  road: Road,
): Promise<Pick<WechatFindings, "tokens" | "account">> {
  const { auth, appUrl } = config;
  if (!auth.mp || !login || login.level === "off") return { tokens: [], account: [] };
  if (login.level === "bad") {
    const first = off("access_token and JS-SDK: not asked; login inside WeChat comes first");
    return { tokens: [first], account: [] };
  }
  const wxclient = createWxclient({
    app: auth.mp,
    store: new MemoryStore(),
    transport,
    tokenApi: "stable_token",
  });
  const tokens = await checkTokens(wxclient, new URL(appUrl).hostname, road);
  // Without a token nothing further can be asked, and why has been told.
  if (tokens[0]?.level !== "ok") return { tokens, account: [] };
  return { tokens, account: await checkOfficialAccount(wxclient, config, road) };
}

/** The logins share a host: that it is away is told once. */
const once = (findings: Finding[]): Finding[] =>
  findings.filter(({ what }, index) => findings.findIndex((other) => other.what === what) === index);
