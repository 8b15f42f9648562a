import { scanAccountCode } from "./chat/following";
import { isPayCode, openCode } from "./open-code";
import type { SheetOrder } from "./pay-sheet";
import type { PersonId } from "./people";
import { markScanned } from "./qrconnect";
import { appUrl, isOwnPage } from "./site";

/** The phone's camera. */

const realHosts = /^https:\/\/((?:lp\.)?open\.weixin\.qq\.com|wx\.tenpay\.com)\//;

const sandboxHost = (_whole: string, host: string): string =>
  `${appUrl()}/sandbox/${host.replace(/^lp\./, "")}/`;

/** An address that the phone opens, a payment for which its sheet comes up, or why neither. */
export type Scanned = { open: string } | { pay: SheetOrder } | { message: string };

/** What the phone does after it read a QR code of ours: an address of this site, or a NATIVE payment's. */
export async function openScanned(text: string, holder: PersonId): Promise<Scanned> {
  const said = text.trim();
  if (isPayCode(said)) {
    const opening = await openCode(said, holder);
    return opening.ok ? { pay: opening.order } : { message: opening.errDesc };
  }
  const account = await scanAccountCode(holder, said);
  if (account) return "message" in account ? account : { open: `${appUrl()}/sandbox/chat` };
  const address = said.replace(realHosts, sandboxHost);
  if (!URL.canParse(address)) return { message: "这不是网址：请粘贴二维码里的完整内容" };
  if (!isOwnPage(address)) return { message: `只能扫本站（${appUrl()}）的二维码` };
  const url = new URL(address);
  if (url.pathname !== "/sandbox/open.weixin.qq.com/connect/confirm") return { open: address };
  const scan = await markScanned(url.searchParams.get("uuid") ?? "", holder);
  return scan ? { open: address } : { message: "二维码已过期，或者已经被别人扫过：刷新网页再扫" };
}
