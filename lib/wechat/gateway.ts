import { WechatConfigError } from "./errors";

/** Where WeChat's hosts are reached: directly, or through a proxy or a test double that takes their place. */
export interface Gateway {
  readonly base: string | undefined;
  /**
   * The absolute URL of a path on one of WeChat's hosts.
   * @param host WeChat's own host name, such as `api.weixin.qq.com`
   * @param pathAndQuery begins with `/`; may carry a query and a fragment
   */
  url(host: string, pathAndQuery: string): string;
}

/**
 * @param base origin, optionally with a path, under which `/{host}{path}` is served. Without it the hosts
 *   themselves are addressed by https.
 * @throws WechatConfigError when base is not an absolute http(s) URL, or carries a query or a fragment
 */
export function createGateway(base?: string): Gateway {
  const prefix = base === undefined || base === "" ? undefined : checkedBase(base);
  return {
    base: prefix,
    url(host, pathAndQuery) {
      return prefix === undefined ? `https://${host}${pathAndQuery}` : `${prefix}/${host}${pathAndQuery}`;
    },
  };
}

function checkedBase(base: string): string {
  if (!URL.canParse(base) || !/^https?:\/\/[^?#\s\\]*$/i.test(base)) {
    throw new WechatConfigError("The gateway must be an absolute http(s) URL without query and fragment");
  }
  return base.replace(/\/+$/, "");
}
