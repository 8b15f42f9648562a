import type { Config, LoginAction } from "@/lib/config";
import { createGateway, createTransport, createWxauth, createWxpay, MemoryStore } from "@/lib/wechat";
import { type Finding, off } from "./finding";
import { checkLogin } from "./login";
import { checkPay } from "./pay";
import type { Road } from "./unreached";

/** A development server compiles the sandbox at its first call. */
const patienceMs = { wechat: 10_000, sandbox: 40_000 };
const actions: readonly LoginAction[] = ["mp", "qrcode", "mobile"];

export interface WechatFindings {
  login: Finding[];
  pay: Finding[];
}

/**
 * Asks WeChat, or the sandbox, whether it takes each account. Nothing is bought, sent or changed.
 * @param fetch for tests
 */
export async function checkWechat(config: Config, fetch?: typeof globalThis.fetch): Promise<WechatFindings> {
  const { auth, pay, appUrl, gatewayUrl, sandbox } = config;
  const road: Road = { gatewayUrl, sandbox };
  const transport = createTransport({
    gateway: createGateway(gatewayUrl ?? undefined),
    timeoutMs: sandbox ? patienceMs.sandbox : patienceMs.wechat,
    ...(fetch && { fetch }),
  });
  const callbackUrl = (action: string) => `${appUrl}/oauth/wechat/callback/${action}`;
  const wxauth = createWxauth({ apps: auth, callbackUrl, store: new MemoryStore(), transport });
  const notifyUrl = (type: string) => `${appUrl}/wxpay/${type}/callback`;
  const [login, paid] = await Promise.all([
    Promise.all(actions.filter((action) => auth[action]).map((action) => checkLogin(wxauth, action, road))),
    pay ? checkPay(createWxpay({ ...pay, notifyUrl, transport }), pay, road) : null,
  ]);
  return {
    login: login.length > 0 ? once(login) : [off("no login is set up: nothing to ask WeChat")],
    pay: [paid ?? off("WeChat Pay is not set up: nothing to ask WeChat")],
  };
}

/** The logins share a host: that it is away is told once. */
const once = (findings: Finding[]): Finding[] =>
  findings.filter(({ what }, index) => findings.findIndex((other) => other.what === what) === index);
