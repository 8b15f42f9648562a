import { WechatError } from "../errors";

/** Why a request to the server address is not taken. */
export type RefusalReason =
  /** A parameter is missing, misspelt or came twice. */
  | "query"
  | "signature"
  | "stale"
  /** The sender did not get to the end of it in time. */
  | "slow"
  | "size"
  /** Not readable, or not UTF-8. */
  | "body"
  | "json"
  | "xml"
  | "fields"
  /** Nothing is encrypted though it must be. */
  | "plaintext"
  /** Nothing but encrypted, and there is no key. */
  | "encrypted"
  | "envelope"
  | "appid"
  | "receiver"
  | "method";

const statuses: Readonly<Record<RefusalReason, number>> = {
  query: 403,
  signature: 403,
  stale: 403,
  slow: 408,
  size: 413,
  body: 400,
  json: 400,
  xml: 400,
  fields: 400,
  plaintext: 403,
  encrypted: 403,
  envelope: 403,
  appid: 403,
  receiver: 403,
  method: 405,
};

/** What helps the account's operator and nobody else: for the log. */
const hints: Partial<Record<RefusalReason, string>> = {
  stale: "The timestamp is too far from this machine's clock: check the clock, if this is WeChat",
  json: "The data format in the platform's settings must be XML",
  plaintext: "An AES key is set: choose safe mode (or compatible mode) in the platform's settings",
  encrypted: "The message is encrypted: set the AES key, or choose plain mode in the platform's settings",
  envelope: "Neither the AES key nor an earlier one decrypts this: compare it with the platform's settings",
  appid: "The message is for another appid: compare it with the platform's settings",
};

/** A request to the server address that is not taken. Its text says nothing that its sender should not know. */
export class MessageRefusal extends WechatError {
  override readonly name = "MessageRefusal";
  readonly reason: RefusalReason;
  readonly status: number;

  constructor(reason: RefusalReason) {
    super(`The message is refused: ${reason}`, {
      code: `MESSAGE_${reason.toUpperCase()}`,
      kind: statuses[reason] === 403 ? "signature" : "malformed",
      hint: hints[reason],
    });
    this.reason = reason;
    this.status = statuses[reason];
  }
}
