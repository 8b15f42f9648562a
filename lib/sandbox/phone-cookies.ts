import type { PersonId } from "./people";
import { appUrl } from "./site";

/**
 * Everybody has a phone of their own, and so a web view that remembers other logins. The browser has one jar for all
 * of them: when the phone changes hands, the cookies of the one are put away and those of the other brought back.
 */

const putAway = (id: PersonId): string => `sandbox_cookies_${id}`;
// A browser keeps 4096 bytes for each; who had more starts anew.
const longest = 3500;

type Cookie = [name: string, value: string];

const cookiesOf = (headers: Headers): Cookie[] =>
  (headers.get("cookie") ?? "").split(/;\s*/).flatMap((pair): Cookie[] => {
    const [name = "", ...value] = pair.split("=");
    return name === "" ? [] : [[name, value.join("=")]];
  });

function unpack(text: string | undefined): Cookie[] {
  try {
    const kept: unknown = JSON.parse(decodeURIComponent(text ?? "[]"));
    if (!Array.isArray(kept)) return [];
    return kept.filter(
      (one): one is Cookie => Array.isArray(one) && one.every((part) => typeof part === "string"),
    );
  } catch {
    return [];
  }
}

const isPlain = ([name, value]: Cookie): boolean => /^[\w.-]+$/.test(name) && /^[^\s;,]*$/.test(value);

/** The Set-Cookie lines that hand the phone from one person to another; none when it stays where it is. */
export function handOver(headers: Headers, from: PersonId, to: PersonId): string[] {
  if (from === to) return [];
  const all = cookiesOf(headers);
  const own = all.filter(([name]) => !name.startsWith("sandbox_"));
  const back = unpack(all.find(([name]) => name === putAway(to))?.[1]).filter(isPlain);
  const packed = encodeURIComponent(JSON.stringify(own));
  const manners = `HttpOnly; SameSite=Lax${appUrl().startsWith("https:") ? "; Secure" : ""}`;
  const returning = new Set(back.map(([name]) => name));
  return [
    `${putAway(from)}=${packed.length > longest ? "" : packed}; Path=/sandbox; ${manners}`,
    ...own.filter(([name]) => !returning.has(name)).map(([name]) => `${name}=; Path=/; Max-Age=0`),
    ...back.map(([name, value]) => `${name}=${value}; Path=/; ${manners}`),
  ];
}
