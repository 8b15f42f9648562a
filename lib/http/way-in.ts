import type { Config } from "../config";
import { isWechat } from "../wechat/useragent";

/** How a visitor can log in from the browser they have in hand. */
export type WayIn =
  /** Straight on to WeChat. */
  | "mp"
  /** By WeChat's QR code, on this page. */
  | "qrcode"
  /** Not here, but in WeChat's browser. */
  | "open_in_wechat"
  /** Not here, but in a browser outside WeChat, by the QR code. */
  | "open_outside"
  /** Not with a browser at all. */
  | "none";

/** The way in, by the user agent and the logins that are configured. It never leads to one that is not. */
export function wayIn(userAgent: string | null | undefined, { mp, qrcode }: Config["auth"]): WayIn {
  if (isWechat(userAgent)) return mp ? "mp" : qrcode ? "open_outside" : "none";
  return qrcode ? "qrcode" : mp ? "open_in_wechat" : "none";
}
