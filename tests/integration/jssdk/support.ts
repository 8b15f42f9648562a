import { runInNewContext } from "node:vm";
import * as configRoute from "@/app/weixin-config.js/route";
import * as loginRoute from "@/app/weixin-login.js/route";
import { verifyConfig, verifyInput } from "@/lib/sandbox/jssdk/verify";

export const origin = "http://localhost:3000";

type Headers = Record<string, string>;

const ask = (path: string, headers: Headers, method = "GET") =>
  new Request(`${origin}${path}`, { headers, method });

/** GET /weixin-config.js, as a page at `referer` loads it. */
export const askConfig = (query = "", headers: Headers = {}): Promise<Response> =>
  configRoute.GET(ask(`/weixin-config.js${query}`, headers));

export const fromPage = (path: string): Headers => ({
  host: "localhost:3000",
  referer: origin + path,
  "sec-fetch-site": "same-origin",
});

/** GET /weixin-login.js, from a page of ours unless told otherwise. */
export const askLogin = (query = "?id=qr", headers: Headers = fromPage("/cart?a=1")): Promise<Response> =>
  loginRoute.GET(ask(`/weixin-login.js${query}`, headers));

export const json = { accept: "application/json" };

/** With another method than GET. */
export const otherMethods = (headers: Headers = {}): [string, Response][] =>
  [["config", configRoute] as const, ["login", loginRoute] as const].flatMap(([name, route]) =>
    (["POST", "PUT", "PATCH", "DELETE"] as const).map((method): [string, Response] => [
      `${method} ${name}`,
      route[method](ask(`/weixin-${name}.js`, headers, method)),
    ]),
  );

type WxConfig = {
  appId: string;
  timestamp: number;
  nonceStr: string;
  signature: string;
  debug: boolean;
  jsApiList: string[];
  openTagList: string[];
};

/** What a script of ours hands to `wx.config` when a page at this address runs it. */
export function configOf(script: string, href: string): WxConfig | null {
  const configs: WxConfig[] = [];
  const wx = { config: (given: WxConfig) => configs.push(given), ready: () => {}, error: () => {} };
  const page: Record<string, unknown> = {
    location: { href },
    wx,
    console: { error: () => {}, log: () => {} },
  };
  const document = { createElement: () => ({}), documentElement: { appendChild: () => {} } };
  runInNewContext(script, Object.assign(page, { window: page, document, encodeURIComponent, JSON }));
  return configs[0] ?? null;
}

/** What WeChat says to it on a page at this address. */
export async function verdict(config: WxConfig | null, url: string) {
  const answer = await verifyConfig(verifyInput.parse({ ...config, url }), new Headers());
  return answer.ok ? "config:ok" : answer.errMsg;
}

/** What a refused script says in the console of a browser that runs it all the same. */
export function saidBy(script: string): string {
  const said: string[] = [];
  runInNewContext(script, { console: { error: (text: string) => said.push(text) } });
  return said.join("\n");
}
