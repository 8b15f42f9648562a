/** A browser's cookies and headers for next/headers: vi.mock("next/headers", () => import("@/tests/support/cookies")). */

type Options = { httpOnly?: boolean; sameSite?: string; secure?: boolean; maxAge?: number; path?: string };

let jar = new Map<string, { value: string; options: Options }>();
let sent = new Headers();

/** Another browser, with no cookie and no header of its own. */
export function freshBrowser(): void {
  jar = new Map();
  sent = new Headers();
}

/** What the browser, or the app, sends along from now on. */
export function sendHeaders(headers: Record<string, string>): void {
  sent = new Headers(headers);
}

export const headers = async (): Promise<Headers> => sent;

/** Puts a browser aside; what comes back takes it up again. */
export function keepBrowser(): () => void {
  const kept = [jar, sent] as const;
  return () => {
    [jar, sent] = kept;
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
