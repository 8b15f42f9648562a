/** `bad`: it does not work, or must not be run so. `warn`: it works, yet look at it. `off`: not in use, or not asked. */
export type Level = "ok" | "warn" | "bad" | "off";

/** What an examination showed: one line, and for what is not well, how to mend it. */
export interface Finding {
  level: Level;
  what: string;
  mend?: string;
  /** WeChat's side of it in Chinese, where the SDK knows it. */
  zh?: string;
}

/** What was looked at, as the report names it. */
export type Area =
  | "node"
  | "settings"
  | "address"
  | "secrets"
  | "build"
  | "database"
  | "files"
  | "login"
  | "tokens"
  | "account"
  | "pay";

/** A finding and where it belongs. */
export type Placed = Finding & { area: Area };

/** How the shop would be run: as by `npm run dev`, or as by `npm start`. */
export type Mode = "development" | "production";

export const ok = (what: string): Finding => ({ level: "ok", what });
export const off = (what: string, mend?: string): Finding => ({ level: "off", what, ...(mend && { mend }) });
export const warn = (what: string, mend: string): Finding => ({ level: "warn", what, mend });
export const bad = (what: string, mend: string): Finding => ({ level: "bad", what, mend });

/** Bad where it would be run for customers, a warning where it is being worked on. */
export const badIn = (mode: Mode, what: string, mend: string): Finding =>
  mode === "production" ? bad(what, mend) : warn(what, mend);

/** The finding with what the SDK says about it in Chinese, when it says anything. */
export const withHint = (finding: Finding, { hintZh }: { hintZh?: string | undefined }): Finding =>
  hintZh === undefined ? finding : { ...finding, zh: hintZh };
