import { config } from "../config";
import { wantsJson } from "./caller";

/** What the two addresses share that answer with a script for a page: who may ask, and how they are answered. */

/** What went wrong, for the developer who looks into the network panel. */
export type Refusal = {
  status: number;
  /** For programs. */
  code: string;
  message: string;
  /** What to do about it, in English and in Chinese. */
  hint: string;
  hintZh: string;
};

const common = {
  // A signature or a state is of the moment, and of one browser.
  "cache-control": "no-store",
  vary: "Accept, Referer, Sec-Fetch-Site",
  // Not for a page of another site to run.
  "cross-origin-resource-policy": "same-origin",
  "x-content-type-options": "nosniff",
};

const answer = (body: string, type: string, status: number): Response =>
  new Response(body, { status, headers: { ...common, "content-type": `${type}; charset=utf-8` } });

/** The answer to a <script>. */
export const scriptAnswer = (body: string, status = 200): Response => answer(body, "text/javascript", status);

/** The answer to a fetch. */
export const jsonAnswer = (body: unknown, status = 200): Response =>
  answer(JSON.stringify(body), "application/json", status);

/**
 * A value as it may stand in a script, inside HTML too: no tag can end it, and old browsers see no line end in it
 * where JSON has none.
 */
export const inScript = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[<\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const inComment = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, " ");

/**
 * Says no, in the caller's format. A browser does not run a script that comes with an error; its text is for the
 * network panel, and for a console that is given it all the same.
 * @param name the address, as it should be called in the text
 */
export function refuse(request: Request, name: string, refusal: Refusal): Response {
  const { status, ...rest } = refusal;
  if (wantsJson(request)) return jsonAnswer({ ok: false, ...rest }, status);
  const { code, message, hint, hintZh } = rest;
  const said = [`${name}: ${message}`, hint, hintZh];
  const comment = [`${status} ${code}`, ...said].map((line) => `// ${inComment(line)}\n`).join("");
  return scriptAnswer(`${comment}console.error(${inScript(said.join("\n"))});\n`, status);
}

/** Answers the methods that these addresses do not take. */
export function refuseMethod(request: Request): Response {
  const answered = refuse(request, new URL(request.url).pathname, {
    status: 405,
    code: "METHOD",
    message: "this address is read with GET",
    hint: "Load it with a <script>, or fetch it.",
    hintZh: "请用 <script> 标签或 fetch（GET）读取。",
  });
  answered.headers.set("allow", "GET, HEAD, OPTIONS");
  return answered;
}

/**
 * The origins whose pages are ours: APP_URL's. In development also the one that this request came to, so that a phone
 * can open the developer's machine by its address in the network. In production the Host header is no such proof:
 * behind a proxy it is the inner name, and without one anybody can send any.
 */
export function ownOrigins(headers: Headers): string[] {
  const { appUrl, production } = config();
  const configured = appUrl.toLowerCase();
  const host = production ? null : headers.get("host")?.toLowerCase();
  return host ? [configured, `http://${host}`, `https://${host}`] : [configured];
}

/** Where a Referer says that the request comes from. */
export type Origin = "own" | "foreign" | "unknown";

/** Whose page asks, by what the browser says of itself. Both headers cannot be set by a page's script. */
export function originOf(headers: Headers, origins: readonly string[]): Origin {
  const site = headers.get("sec-fetch-site");
  if (site === "cross-site" || site === "same-site") return "foreign";
  const referer = headers.get("referer");
  if (!referer || !/^https?:/i.test(referer) || !URL.canParse(referer))
    return site === "same-origin" ? "own" : "unknown";
  return origins.includes(new URL(referer).origin) ? "own" : "foreign";
}
