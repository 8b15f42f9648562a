import { enteredFromChat } from "@/lib/sandbox/authorize-entry";
import type { PersonId } from "@/lib/sandbox/people";

/** WeChat's own hosts, which the sandbox serves below its own address. */
const ownHosts = /^https?:\/\/((?:open|mp)\.weixin\.qq\.com|wx\.tenpay\.com)(?=\/)/;

/** Opens an address as this person's tap in the chat does: pages of this site in the phone, others' in a tab of their own. */
export function openPage(address: string, person: PersonId): void {
  const url = new URL(address.replace(ownHosts, `${location.origin}/sandbox/$1`), location.origin);
  if (url.protocol !== "http:" && url.protocol !== "https:") return;
  if (url.origin === location.origin) {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is too new for some browsers
    document.cookie = enteredFromChat(person);
    location.assign(url);
  } else open(url, "_blank", "noopener");
}
