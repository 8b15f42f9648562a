import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { config } from "@/lib/config";
import { tradeTypeFor } from "@/lib/http/trade-type";
import { log } from "@/lib/log";
import { ShopError } from "@/lib/shop/errors";
import type { Payer } from "@/lib/shop/payments/open";
import { type H5Url, type NativeCode, plainIp } from "@/lib/shop/payments/prepare";

/** How a payment is made from the browser that shows the page. */
export type PayWay =
  /** This shop takes no money yet. */
  | { kind: "off" }
  /** In WeChat: its sheet comes up over the page. */
  | { kind: "sheet" }
  /** On a desktop: WeChat's code is scanned by anybody's phone. */
  | { kind: "code"; outTradeNo: string; codeUrl: string }
  /** In a phone's other browser: an address opens WeChat. */
  | { kind: "address"; outTradeNo: string; address: string }
  /** Not from here: the page is to be opened in WeChat. */
  | { kind: "elsewhere" };

type Ways = {
  /** Of the page. */
  path: string;
  paidUrl: string;
  code: (payer: Payer) => Promise<NativeCode>;
  address: (payer: Payer) => Promise<H5Url>;
};

/**
 * Chooses by user agent, and places at WeChat what that takes. What cannot be placed, a merchant number without the
 * permission say, is left to WeChat's own browser. A payment that is paid by now leads on.
 */
export async function payWay(userId: string, { path, paidUrl, code, address }: Ways): Promise<PayWay> {
  if (!config().pay) return { kind: "off" };
  const given = await headers();
  const tradeType = tradeTypeFor(given.get("user-agent"));
  if (tradeType === "JSAPI") return { kind: "sheet" };
  const payer = { userId, clientIp: plainIp(given.get("x-forwarded-for")) };
  const opened = await (tradeType === "MWEB" ? address(payer) : code(payer)).catch((error: unknown) => {
    if (!(error instanceof ShopError)) throw error;
    log.warn("pay.way.elsewhere", { path, reason: error.code });
    return null;
  });
  if (!opened) return { kind: "elsewhere" };
  if (opened.state === "paid") redirect(paidUrl);
  const { outTradeNo } = opened;
  return "codeUrl" in opened
    ? { kind: "code", outTradeNo, codeUrl: opened.codeUrl }
    : { kind: "address", outTradeNo, address: opened.url };
}
