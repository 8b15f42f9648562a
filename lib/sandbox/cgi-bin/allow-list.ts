import { BlockList, isIP } from "node:net";
import { readSetting, writeSetting } from "../settings";

/** The IP allow-list of the two token calls. Empty, it allows every address. (IP white list) */

const setting = "ip-allow-list";

/** Whether a text may stand in the list: an address, or a network such as 10.0.0.0/8. */
export function isListable(entry: string): boolean {
  const [address = "", bits, ...rest] = entry.split("/");
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  if (bits === undefined) return true;
  return /^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128);
}

export async function readAllowList(): Promise<string[]> {
  const stored: unknown = JSON.parse((await readSetting(setting)) ?? "[]");
  return Array.isArray(stored) ? stored.filter((entry) => typeof entry === "string") : [];
}

/** @param entries each listable; none allows everybody */
export async function writeAllowList(entries: readonly string[]): Promise<void> {
  await writeSetting(setting, JSON.stringify([...new Set(entries)]));
}

/** IPv4 stays itself when it comes as IPv6, and so does this machine. */
function plain(ip: string): string {
  const address = ip.trim().replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, "");
  return address === "::1" ? "127.0.0.1" : address;
}

/** Where a request came from; this machine when no server in front says otherwise. */
export function callerIp(headers: Headers): string {
  const first = plain(headers.get("x-forwarded-for")?.split(",", 1)[0] ?? "");
  return isIP(first) === 0 ? "127.0.0.1" : first;
}

/** Whether the address may call. */
export function isAllowed(ip: string, entries: readonly string[]): boolean {
  if (entries.length === 0) return true;
  const list = new BlockList();
  for (const entry of entries.filter(isListable)) {
    const [address = "", bits] = entry.split("/");
    const kind = isIP(address) === 4 ? "ipv4" : "ipv6";
    if (bits === undefined) list.addAddress(plain(address), isIP(plain(address)) === 4 ? "ipv4" : "ipv6");
    else list.addSubnet(address, Number(bits), kind);
  }
  return list.check(ip, isIP(ip) === 4 ? "ipv4" : "ipv6");
}

/** As WeChat writes it: `A.B.C.D ipv6 ::ffff:A.B.C.D`. */
export const bothForms = (ip: string): string => `${ip} ipv6 ${isIP(ip) === 4 ? `::ffff:${ip}` : ip}`;
