/**
 * How a call of the JS-SDK ended other than well.
 * - `cancelled`: the visitor closed it, or left the page before it began
 * - `denied`: not granted to this account, or not for this page
 * - `unsupported`: this version of WeChat does not have it
 * - `unavailable`: not open in WeChat, or the JS-SDK is switched off
 * - `timeout`: WeChat has not answered; it may have happened all the same
 * - `failed`: anything else; `errMsg` says what
 */
export type JssdkErrorKind = "cancelled" | "denied" | "unsupported" | "unavailable" | "timeout" | "failed";

/** What `call` and `ready` are rejected with. */
export class JssdkError extends Error {
  // Declared only: for old web views a compiler would define each of them at length.
  declare readonly kind: JssdkErrorKind;
  /** WeChat's own words, such as `scanQRCode:cancel`. For developers, not for visitors. */
  declare readonly errMsg: string;

  constructor(kind: JssdkErrorKind, errMsg: string) {
    super(errMsg);
    Object.assign(this, { name: "JssdkError", kind, errMsg });
  }
}

/** An error of WeChat's by its text. (JS-SDK, common errors) */
export function errorOf(errMsg: string): JssdkError {
  if (/:cancel/.test(errMsg)) return new JssdkError("cancelled", errMsg);
  if (/denied|not[ _]allow|offline verifying|no permission/.test(errMsg))
    return new JssdkError("denied", errMsg);
  if (/function[ _]not[ _]exist/.test(errMsg)) return new JssdkError("unsupported", errMsg);
  return new JssdkError("failed", errMsg);
}
