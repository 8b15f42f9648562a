import { isWechat } from "../wechat/useragent";

/** How a browser pays: WeChat's own by its sheet, a desktop by QR code, a phone's other browser by an address. */
export type TradeTypeHere = "JSAPI" | "NATIVE" | "MWEB";

const phone = /Android|iPhone|iPad|iPod|Mobile/i;

/** How the browser that says this of itself pays. A hint: WeChat decides in the end. */
export function tradeTypeFor(userAgent: string | null): TradeTypeHere {
  if (isWechat(userAgent)) return "JSAPI";
  return phone.test(userAgent ?? "") ? "MWEB" : "NATIVE";
}
