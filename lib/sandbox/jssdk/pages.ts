import { readSetting, writeSetting } from "../settings";

/** The addresses of the site at which pages called `wx.config`: a wrong signature may be that of another one. */

const setting = "jssdk:pages";
const kept = 40;

/** The latest first. */
export async function knownPages(): Promise<string[]> {
  const stored: unknown = JSON.parse((await readSetting(setting)) ?? "[]");
  return Array.isArray(stored) ? stored.filter((page) => typeof page === "string") : [];
}

/** Remembers addresses. Two calls at once may lose one of them, which costs a hint at most. */
export async function rememberPages(pages: readonly string[]): Promise<void> {
  const known = await knownPages();
  const all = [...new Set([...pages, ...known])].slice(0, kept);
  if (all.every((page, index) => page === known[index])) return;
  await writeSetting(setting, JSON.stringify(all));
}
