import { isIP } from "node:net";
import { badIn, type Finding, type Mode, ok, warn } from "./finding";

const domains =
  "mp.weixin.qq.com 功能设置 → 网页授权域名 and JS接口安全域名, open.weixin.qq.com 授权回调域, pay.weixin.qq.com 支付授权目录";

const isLocal = (host: string): boolean =>
  /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|::1|::)$/.test(host);

/**
 * Whether WeChat, and people in China, can come back to this address.
 * @param real whether real WeChat accounts are set
 */
export function checkAppUrl(appUrl: string, mode: Mode, real: boolean): Finding[] {
  const { protocol, hostname, port } = new URL(appUrl);
  const host = hostname.replace(/^\[|\]$/g, "");
  if (isLocal(host)) return [localFinding(appUrl, mode, real)];
  const findings = [
    ...(real ? wechatFindings({ appUrl, host, port }, mode) : []),
    ...(protocol === "http:" && (real || mode === "production")
      ? [badIn(mode, `APP_URL is ${appUrl}: cookies and payments travel unprotected`, httpsMend)]
      : []),
    ...(/(^|\.)vercel\.app$/i.test(host)
      ? [
          warn(
            `APP_URL is ${appUrl}: *.vercel.app cannot be reached from most of China, nor be entered at WeChat`,
            "Add a filed (ICP 备案) domain of your own to the project, and set APP_URL to it",
          ),
        ]
      : []),
  ];
  if (findings.length > 0) return findings;
  return [ok(real ? `APP_URL is ${appUrl}; enter ${host} as ${domains}` : `APP_URL is ${appUrl}`)];
}

const httpsMend =
  "Serve the domain over HTTPS (docs/deploy.md has a setting for nginx), and set APP_URL to it";

function localFinding(appUrl: string, mode: Mode, real: boolean): Finding {
  const own = "Set APP_URL to the public origin, such as https://shop.example.com";
  if (real) {
    return warn(
      `APP_URL is ${appUrl}: WeChat sends nobody back to this machine, and no notification arrives`,
      `${own}: a filed (ICP 备案) domain. Without one, try things in the sandbox`,
    );
  }
  if (mode === "production") return warn(`APP_URL is ${appUrl}: nobody else can follow a link to it`, own);
  return ok(`APP_URL is ${appUrl}`);
}

function wechatFindings(
  { appUrl, host, port }: { appUrl: string; host: string; port: string },
  mode: Mode,
): Finding[] {
  if (isIP(host) !== 0) {
    const what = `APP_URL is ${appUrl}: WeChat accepts no IP address as a domain`;
    return [badIn(mode, what, `Take a filed (ICP 备案) domain, and enter it as ${domains}`)];
  }
  if (port === "") return [];
  const what = `APP_URL is ${appUrl}: WeChat's domains have no port, it comes back on 443 (or 80) only`;
  return [badIn(mode, what, `Put nginx in front (docs/deploy.md), and take :${port} out of APP_URL`)];
}
