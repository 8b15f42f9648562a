/** A browser's cookies in place of next/headers: vi.mock("next/headers", () => import("@/tests/support/cookies")). */

type Options = { httpOnly?: boolean; sameSite?: string; secure?: boolean; maxAge?: number; path?: string };

let jar = new Map<string, { value: string; options: Options }>();

/** Another browser, with no cookie. */
export function freshBrowser(): void {
  jar = new Map();
}

/** Puts a browser aside; what comes back takes it up again. */
export function keepBrowser(): () => void {
  const kept = jar;
  return () => {
    jar = kept;
  };
}

/** A cookie with the options that it was set with. */
export const cookieOf = (name: string) => jar.get(name);

export const cookies = async () => ({
  get: (name: string) => {
    const cookie = jar.get(name);
    return cookie && { name, value: cookie.value };
  },
  set: (name: string, value: string, options: Options = {}) => void jar.set(name, { value, options }),
});
