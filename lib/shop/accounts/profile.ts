import { config } from "../../config";

/** What WeChat tells of a person with their consent: decoration, never identity. */
export type Profile = { nickname?: string | null | undefined; avatarUrl?: string | null | undefined };

/** Code points. WeChat's own names are shorter. */
const longestName = 64;
const longestUrl = 1000;

/**
 * Control characters, halves of surrogate pairs, and marks that would turn the direction of the text around them.
 * The joiners that emoji are made with stay.
 */
const unprintable = /[\p{Cc}\p{Cs}\u2028-\u202e\u2066-\u2069\ufeff]/gu;

function usableName(nickname: string): string | null {
  const text = nickname.replace(unprintable, "").trim();
  return Array.from(text).slice(0, longestName).join("") || null;
}

/** A picture that a page may show: by https, or through our gateway. WeChat's own host has both http and https. */
function usablePicture(text: string): string | null {
  if (text.length > longestUrl || !URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.username || url.password) return null;
  if (url.hostname.endsWith(".qlogo.cn")) url.protocol = "https:";
  const { gatewayUrl } = config();
  const throughGateway = gatewayUrl !== null && url.href.startsWith(new URL(`${gatewayUrl}/`).href);
  return url.protocol === "https:" || throughGateway ? url.href : null;
}

/** What of a profile can be stored and shown. What it leaves out stays as the user has it. */
export function usableProfile({ nickname, avatarUrl }: Profile): { nickname?: string; avatarUrl?: string } {
  const name = usableName(nickname ?? "");
  const picture = usablePicture(avatarUrl ?? "");
  return { ...(name ? { nickname: name } : {}), ...(picture ? { avatarUrl: picture } : {}) };
}
