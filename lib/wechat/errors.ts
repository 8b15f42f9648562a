import { apiHint, isUnknownApiResult, isUnknownPayResult, payHint } from "./error-hints";
import type { Hint } from "./error-hints/hint";
import { isOfKin, markKin } from "./error-kin";

/** What went wrong, coarsely: enough to choose what to tell a person and whether to try again. */
export type WechatErrorKind = "network" | "timeout" | "http" | "malformed" | "signature" | "api" | "config";

/**
 * `refused`: WeChat (or we) said no, nothing happened. `unknown`: it may have happened; ask again with the
 * same number, never with a new one.
 */
export type WechatErrorOutcome = "refused" | "unknown";

/**
 * What to do next. `retry`: the same again, after a pause. `query`: it may have happened: ask by its number, or repeat with
 * the same number, never with a new one. `stop`: the same again will fail again.
 */
export type WechatErrorAdvice = "retry" | "query" | "stop";

export interface WechatErrorOptions {
  code: string;
  kind: WechatErrorKind;
  retryable?: boolean | undefined;
  outcome?: WechatErrorOutcome | undefined;
  hint?: string | undefined;
  hintZh?: string | undefined;
  detail?: unknown;
}

const unknownByDefault: ReadonlySet<WechatErrorKind> = new Set(["network", "timeout"]);

/** Every error that this SDK throws on purpose. Its message and detail never carry a secret, key or token. */
export class WechatError extends Error {
  static readonly kin: readonly string[] = ["WechatError"];
  static override [Symbol.hasInstance](value: unknown): boolean {
    // biome-ignore lint/complexity/noThisInStatic: the class that is asked about, which may be a derived one
    return isOfKin(this, value);
  }

  override readonly name: string = "WechatError";
  readonly code: string;
  readonly kind: WechatErrorKind;
  /** Doing the same again, unchanged, may succeed. */
  readonly retryable: boolean;
  readonly outcome: WechatErrorOutcome;
  readonly advice: WechatErrorAdvice;
  /** One sentence for the engineer who reads the log: what usually causes this and where to mend it. */
  readonly hint?: string | undefined;
  /** The same sentence in Chinese. */
  readonly hintZh?: string | undefined;
  readonly detail?: unknown;

  constructor(message: string, options: WechatErrorOptions) {
    super(message);
    const unreached = unknownByDefault.has(options.kind);
    this.code = options.code;
    this.kind = options.kind;
    this.retryable = options.retryable ?? unreached;
    this.outcome = options.outcome ?? (unreached ? "unknown" : "refused");
    this.advice = this.outcome === "unknown" ? "query" : this.retryable ? "retry" : "stop";
    this.hint = options.hint;
    this.hintZh = options.hintZh;
    this.detail = options.detail;
    markKin(this, new.target);
  }
}

/** Text that is not the XML which WeChat sends: malformed, oversized, nested, or with a DOCTYPE. */
export class XmlError extends WechatError {
  static override readonly kin = [...WechatError.kin, "XmlError"];
  override readonly name = "XmlError";

  constructor(message: string) {
    super(message, { code: "XML", kind: "malformed" });
  }
}

/** An argument or a setting of ours is wrong; nothing was sent. */
export class WechatConfigError extends WechatError {
  static override readonly kin = [...WechatError.kin, "WechatConfigError"];
  override readonly name = "WechatConfigError";

  constructor(message: string, code = "CONFIG") {
    super(message, { code, kind: "config" });
  }
}

/**
 * `{"errcode":…,"errmsg":…}` from api.weixin.qq.com. `errmsg` ends in a request id on newer hosts, so it is for
 * reading only: decide by `errcode`.
 */
export class WechatApiError extends WechatError {
  static override readonly kin = [...WechatError.kin, "WechatApiError"];
  override readonly name = "WechatApiError";
  readonly errcode: number;
  readonly errmsg: string;

  constructor(errcode: number, errmsg: string) {
    const hint = apiHint(errcode, errmsg);
    super(`WeChat answered errcode ${errcode}: ${errmsg}`, {
      code: String(errcode),
      kind: "api",
      retryable: hint?.retryable ?? false,
      outcome: isUnknownApiResult(errcode) ? "unknown" : "refused",
      hint: hint?.en,
      hintZh: hint?.zh,
    });
    this.errcode = errcode;
    this.errmsg = errmsg;
  }
}

export interface PayFailure {
  returnCode: string;
  returnMsg?: string | undefined;
  resultCode?: string | undefined;
  /** Canonical, in v2's spelling. */
  errCode?: string | undefined;
  errCodeDes?: string | undefined;
  /** As WeChat wrote it; default `errCode`. */
  rawCode?: string | undefined;
  /** v3. */
  httpStatus?: number | undefined;
  /** Where more is known than the code tells. */
  outcome?: WechatErrorOutcome | undefined;
  hint?: Hint | undefined;
}

/** WeChat Pay said no: a v2 answer whose `return_code` or `result_code` is not SUCCESS, a v3 answer outside 200–299. */
export class WechatPayError extends WechatError {
  static override readonly kin = [...WechatError.kin, "WechatPayError"];
  override readonly name = "WechatPayError";
  readonly returnCode: string;
  readonly returnMsg: string;
  readonly resultCode: string;
  readonly errCode: string;
  readonly errCodeDes: string;
  /** WeChat's own spelling of `errCode`. */
  readonly rawCode: string;
  /** v3: the answer's HTTP status. */
  readonly httpStatus?: number | undefined;

  constructor(failure: PayFailure) {
    const { returnCode, returnMsg = "", resultCode = "", errCode = "", errCodeDes = "" } = failure;
    const unknown = failure.outcome ? failure.outcome === "unknown" : isUnknownPayResult(errCode, returnMsg);
    const { rawCode = errCode } = failure;
    const said = `${returnMsg} ${errCodeDes}`;
    const hint = failure.hint ?? payHint(rawCode, said) ?? payHint(errCode, said);
    const text = errCode ? `${errCode} ${errCodeDes}` : returnMsg || `return_code ${returnCode}`;
    super(`WeChat Pay refused: ${text.trim()}`, {
      code: errCode || returnCode || "FAIL",
      kind: "api",
      retryable: unknown || (hint?.retryable ?? false),
      outcome: unknown ? "unknown" : "refused",
      hint: hint?.en,
      hintZh: hint?.zh,
    });
    this.returnCode = returnCode;
    this.returnMsg = returnMsg;
    this.resultCode = resultCode;
    this.errCode = errCode;
    this.errCodeDes = errCodeDes;
    this.rawCode = rawCode;
    this.httpStatus = failure.httpStatus;
  }
}

/**
 * v3 alone has: `serial`, signed by a key that is not pinned; `stale`, signed more than 5 minutes from now; `probe`, one of
 * WeChat's deliberate tests with a wrong signature, no reason to be alarmed; `decrypt`; `currency`.
 */
export type NotificationReason =
  | "malformed"
  | "unsigned"
  | "signature"
  | "serial"
  | "stale"
  | "probe"
  | "decrypt"
  | "appid"
  | "mch_id"
  | "currency"
  | "not_success"
  | "fields";

const untrusted: ReadonlySet<NotificationReason> = new Set([
  "unsigned",
  "signature",
  "serial",
  "stale",
  "probe",
  "decrypt",
]);

/** A payment notification that must not be acted upon. Answer FAIL; `reason` is for the log. */
export class NotificationError extends WechatError {
  static override readonly kin = [...WechatError.kin, "NotificationError"];
  override readonly name = "NotificationError";
  readonly reason: NotificationReason;

  constructor(reason: NotificationReason, message: string) {
    const kind = untrusted.has(reason) ? "signature" : "malformed";
    super(message, { code: `NOTIFICATION_${reason.toUpperCase()}`, kind });
    this.reason = reason;
  }
}
