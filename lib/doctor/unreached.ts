import type { WechatError } from "@/lib/wechat";
import { bad, type Finding, warn } from "./finding";

/** What stands between us and WeChat, as far as the settings tell. */
export interface Road {
  /** Through which WeChat is reached; null: directly. */
  gatewayUrl: string | null;
  /** Whether that is this server's own sandbox. */
  sandbox: boolean;
  /** Whether WeChat itself is at its end, and not a sandbox, be it ours or another program's. */
  real: boolean;
}

/** Who it is that answers. */
export const answerer = ({ real }: Road): string => (real ? "WeChat" : "the sandbox");

/** A call that got no answer of WeChat's: which host, and what to look at. Null for what is not of that kind. */
export function unreachedFinding(error: WechatError, road: Road): Finding | null {
  switch (error.kind) {
    case "network":
    case "timeout":
      return road.sandbox ? sandboxAway(error) : away(error, road);
    case "http":
      return bad(`${error.message}: that is not WeChat`, stranger(road));
    case "malformed":
      return bad(`${error.message}: it did not come from WeChat`, stranger(road));
    default:
      return null;
  }
}

/** The sandbox is part of the server: without one there is nobody to ask, and nothing is wrong. */
function sandboxAway(error: WechatError): Finding {
  if (error.kind === "timeout") {
    return warn(
      "the sandbox did not answer in time",
      "The server may be compiling: run npm run doctor again",
    );
  }
  return {
    level: "off",
    what: "not asked: the sandbox is part of the server, and answers only while the server runs",
    mend: "npm run dev, then npm run doctor in another terminal, with the same PORT",
  };
}

function away(error: WechatError, { gatewayUrl }: Road): Finding {
  if (gatewayUrl) {
    return bad(
      `${error.message} through WECHAT_GATEWAY_URL, ${originOf(gatewayUrl)}`,
      "Does what WECHAT_GATEWAY_URL names run, and does this machine reach it?",
    );
  }
  return bad(error.message, `${direct(error)}. Where only a proxy gets out, ${gatewayHint}`);
}

const gatewayHint =
  "set WECHAT_GATEWAY_URL to a forward proxy that passes {WECHAT_GATEWAY_URL}/{host}{path} on to https://{host}{path}";

function direct({ detail }: WechatError): string {
  const known = typeof detail === "object" && detail !== null && "reason" in detail;
  const text = known ? String(detail.reason) : "";
  if (/CERT|TLS|SSL|SIGNATURE/.test(text)) {
    return "Something on the way opens TLS, or this machine's clock is wrong: name its certificate in NODE_EXTRA_CA_CERTS";
  }
  if (/ENOTFOUND|EAI_AGAIN/.test(text)) return "This machine cannot resolve the name: look at its DNS";
  return "Let this machine connect to port 443 of that host: look at its firewall";
}

const stranger = ({ gatewayUrl, sandbox }: Road): string => {
  if (sandbox) return "Another program, or a server without the sandbox, has the port of APP_URL";
  return gatewayUrl
    ? `${originOf(gatewayUrl)} should pass {WECHAT_GATEWAY_URL}/{host}{path} on to https://{host}{path}`
    : "Something on the way answers in WeChat's place: a login page of the network, or a proxy";
};

/** Without a path, and without a name and password. */
const originOf = (url: string): string => new URL(url).origin;
