import { config } from "@/lib/config";

/** The shop as WeChat's consoles know it: its one domain is the host of APP_URL. */

export const appUrl = (): string => config().appUrl;

/** Where the shop and its visitors reach one of WeChat's hosts. */
export const hostUrl = (host: string, path: string): string => `${appUrl()}/sandbox/${host}${path}`;

export interface DomainCheck {
  ok: boolean;
  /** The host that is entered in WeChat's console. */
  expected: string;
  given: string;
  /** A port that WeChat itself would refuse was let pass. */
  portForgiven: boolean;
}

/**
 * The callback domain rule: the host must be the configured one, exactly, and WeChat allows no port. The sandbox
 * forgives ports, since a program on localhost has one. (Web page authorization, callback domain)
 */
export function checkDomain(address: string): DomainCheck {
  const own = new URL(appUrl());
  const url = URL.canParse(address) ? new URL(address) : null;
  const given = url?.host ?? address;
  const web = url !== null && /^https?:$/.test(url.protocol);
  const ok = web && url.hostname === own.hostname;
  return { ok, expected: own.hostname, given, portForgiven: ok && url.port !== "" };
}

/**
 * The payment directory rule, with APP_URL as a host-only directory: scheme, host and port of the page that asks
 * for the payment must be the shop's. (WeChat Pay, payment directory)
 */
export function isOwnPage(address: string): boolean {
  return URL.canParse(address) && new URL(address).origin === new URL(appUrl()).origin;
}
