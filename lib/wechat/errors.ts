import { apiHint, isUnknownApiResult, isUnknownPayResult, payHint } from "./error-hints";

/** What went wrong, coarsely: enough to choose what to tell a person and whether to try again. */
export type WechatErrorKind = "network" | "timeout" | "http" | "malformed" | "signature" | "api" | "config";

/**
 * `refused`: WeChat (or we) said no, nothing happened. `unknown`: it may have happened; ask again with the
 * same number, never with a new one.
 */
export type WechatErrorOutcome = "refused" | "unknown";

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
  override readonly name: string = "WechatError";
  readonly code: string;
  readonly kind: WechatErrorKind;
  /** Doing the same again, unchanged, may succeed. */
  readonly retryable: boolean;
  readonly outcome: WechatErrorOutcome;
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
    this.hint = options.hint;
    this.hintZh = options.hintZh;
    this.detail = options.detail;
  }
}

/** Text that is not the XML which WeChat sends: malformed, oversized, nested, or with a DOCTYPE. */
export class XmlError extends WechatError {
  override readonly name = "XmlError";

  constructor(message: string) {
    super(message, { code: "XML", kind: "malformed" });
  }
}

/** An argument or a setting of ours is wrong; nothing was sent. */
export class WechatConfigError extends WechatError {
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
  errCode?: string | undefined;
  errCodeDes?: string | undefined;
}

/** A WeChat Pay v2 answer whose `return_code` or `result_code` is not SUCCESS. */
export class WechatPayError extends WechatError {
  override readonly name = "WechatPayError";
  readonly returnCode: string;
  readonly returnMsg: string;
  readonly resultCode: string;
  readonly errCode: string;
  readonly errCodeDes: string;

  constructor(failure: PayFailure) {
    const { returnCode, returnMsg = "", resultCode = "", errCode = "", errCodeDes = "" } = failure;
    const unknown = isUnknownPayResult(errCode, returnMsg);
    const hint = payHint(errCode, `${returnMsg} ${errCodeDes}`);
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
  }
}

export type NotificationReason =
  | "malformed"
  | "unsigned"
  | "signature"
  | "appid"
  | "mch_id"
  | "not_success"
  | "fields";

/** A payment notification that must not be acted upon. Answer FAIL; `reason` is for the log. */
export class NotificationError extends WechatError {
  override readonly name = "NotificationError";
  readonly reason: NotificationReason;

  constructor(reason: NotificationReason, message: string) {
    const kind = reason === "unsigned" || reason === "signature" ? "signature" : "malformed";
    super(message, { code: `NOTIFICATION_${reason.toUpperCase()}`, kind });
    this.reason = reason;
  }
}
