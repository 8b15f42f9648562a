import type { PersonId } from "./people";
import { markScanned } from "./qrconnect";
import { appUrl, isOwnPage } from "./site";

/** The phone's camera. */

const realHosts = /^https:\/\/(?:lp\.)?open\.weixin\.qq\.com\//;

/**
 * Where the phone goes after it read a QR code of ours.
 * @returns an address of this site, or a message why not
 */
export async function openScanned(
  text: string,
  holder: PersonId,
): Promise<{ open: string } | { message: string }> {
  const address = text.trim().replace(realHosts, `${appUrl()}/sandbox/open.weixin.qq.com/`);
  if (!URL.canParse(address)) return { message: "这不是网址：请粘贴二维码里的完整内容" };
  if (!isOwnPage(address)) return { message: `只能扫本站（${appUrl()}）的二维码` };
  const url = new URL(address);
  if (url.pathname !== "/sandbox/open.weixin.qq.com/connect/confirm") return { open: address };
  const scan = await markScanned(url.searchParams.get("uuid") ?? "", holder);
  return scan ? { open: address } : { message: "二维码已过期，或者已经被别人扫过：刷新网页再扫" };
}
