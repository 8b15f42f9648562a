import { WechatConfigError } from "./errors";
import { jsApiNames, openTagNames } from "./jssdk/names";
import { jssdkSign, nonceStr } from "./sign";
import type { Transport } from "./transport";

export { type JsApiName, jsApiNames, type OpenTagName, openTagNames } from "./jssdk/names";
export { longestPageUrl, type PageUrl, type PageUrlFault, pageUrl } from "./jssdk/page-url";

export interface JssdkOptions {
  /** The official account's. */
  appid: string;
  /** The account's jsapi_ticket; asked for at each signature, so it should come from memory. */
  ticket: () => Promise<string>;
  transport: Pick<Transport, "gateway" | "now" | "random">;
}

export interface JssdkConfigOptions {
  /** Inside WeChat every call's result is shown in an alert. Default false. */
  debug?: boolean | undefined;
  /** Default: every name of today's API. WeChat grants nothing for an empty list. */
  jsApiList?: readonly string[] | undefined;
  openTagList?: readonly string[] | undefined;
}

/** The argument of `wx.config`. The names are WeChat's own: `nonceStr` here, `noncestr` in what is signed. */
export interface WxConfig {
  debug: boolean;
  appId: string;
  /** Seconds. */
  timestamp: number;
  nonceStr: string;
  signature: string;
  jsApiList: readonly string[];
  openTagList: readonly string[];
}

export interface Jssdk {
  /** WeChat's own script, and the same on the host to fall back to. (JS-SDK, step 2) */
  readonly scripts: readonly string[];
  /**
   * The argument of `wx.config` for one page. Nothing but the ticket is asked for. (JS-SDK, step 3)
   * @param url the page's address as its browser has it; see `pageUrl`
   * @throws WechatConfigError when it is no http(s) address; whatever `ticket` throws
   */
  config(url: string, options?: JssdkConfigOptions): Promise<WxConfig>;
}

const scriptPath = "/open/js/jweixin-1.6.0.js";
const scriptHosts = ["res.wx.qq.com", "res2.wx.qq.com"] as const;

/** The JS-SDK's server side: signs pages. (JS-SDK) */
export function createJssdk({ appid, ticket, transport }: JssdkOptions): Jssdk {
  return {
    scripts: scriptHosts.map((host) => transport.gateway.url(host, scriptPath)),
    async config(url, { debug = false, jsApiList = jsApiNames, openTagList = openTagNames } = {}) {
      if (!/^https?:\/\/[^#\s]+/.test(url))
        throw new WechatConfigError("A page's address begins with http:// or https://", "PAGE_URL");
      const timestamp = Math.floor(transport.now() / 1000);
      const nonce = nonceStr(16, transport.random);
      const signature = jssdkSign({ ticket: await ticket(), noncestr: nonce, timestamp, url });
      return { debug, appId: appid, timestamp, nonceStr: nonce, signature, jsApiList, openTagList };
    },
  };
}
