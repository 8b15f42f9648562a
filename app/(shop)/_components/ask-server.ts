/** What our forms answer to a script: where to go on, or why not; with 20005, where to log in first. */
export type Answer =
  | { ok: true; location?: string }
  | { ok: false; message: string; code?: number; location?: string };

/** The network did not carry the question or the answer. */
export const offlineMessage = "网络不给力，请重试";

/** Reading an answer that is no JSON would only hide what happened behind a syntax error. */
const isJson = (response: Response) => (response.headers.get("content-type") ?? "").includes("json");

/**
 * Sends a form's fields as its own submission would, and asks for JSON.
 * @throws TypeError without network; Error when a page came back where JSON was expected
 */
export async function askServer<T extends Answer>(action: string, fields?: URLSearchParams): Promise<T> {
  const response = await fetch(action, {
    method: "POST",
    headers: { accept: "application/json", "content-type": "application/x-www-form-urlencoded" },
    body: (fields ?? new URLSearchParams()).toString(),
  });
  if (!isJson(response)) throw new Error(`${response.status} without JSON`);
  return response.json();
}

/** The code of WXAUTH_REQUIRED: lib/http/login-answers.ts. */
const loginRequired = 20005;

/** Where an answer sends the visitor: on, or to the login first; undefined when it sends them nowhere. */
export const locationOf = (answer: Answer): string | undefined =>
  answer.ok || answer.code === loginRequired ? answer.location : undefined;

/**
 * Whether an address has to be loaded as a whole page: the login leads over WeChat's own site, and WeChat on iOS
 * checks the payment directory against the address that was loaded, not the one that a script wrote.
 */
export const needsLoading = (location: string) =>
  location.startsWith("/login") || /^\/(orders\/[^/]+\/)?pay\b/.test(location);
