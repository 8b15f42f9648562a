import type { Explanation } from "../explanation";
import { v3Sections } from "./sections";

/** What every v3 call is answered: a status that counts, and JSON. (WeChat Pay v3, errors) */

export interface V3Answer {
  status: number;
  /** JSON; empty for 204. A bill's file is text. */
  body: string;
  /** One line for the ledger. */
  outcome: string;
  ok: boolean;
  why: Explanation;
  /** Bill files, and refusals before anybody knows who asks, carry no signature. */
  signed: boolean;
  contentType?: string;
}

/** WeChat's codes, each with its HTTP status. (WeChat Pay v3, errors) */
const statuses = {
  PARAM_ERROR: 400,
  INVALID_REQUEST: 400,
  MCH_NOT_EXISTS: 400,
  APPID_MCHID_NOT_MATCH: 400,
  ORDER_CLOSED: 400,
  ORDERPAID: 400,
  NO_STATEMENT_EXIST: 400,
  STATEMENT_CREATING: 400,
  SIGN_ERROR: 401,
  NO_AUTH: 403,
  NOT_ENOUGH: 403,
  RULE_LIMIT: 403,
  TRADE_ERROR: 403,
  USER_ACCOUNT_ABNORMAL: 403,
  ORDER_NOT_EXIST: 404,
  RESOURCE_NOT_EXISTS: 404,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  FREQUENCY_LIMITED: 429,
  OPENID_MISMATCH: 500,
  SYSTEM_ERROR: 500,
} as const;
export type V3Code = keyof typeof statuses;

/** A 200 with JSON, or a 204 without anything. */
export function succeed(
  body: Record<string, unknown> | null,
  outcome: string,
  notes: readonly string[] = [],
): V3Answer {
  return {
    status: body === null ? 204 : 200,
    body: body === null ? "" : JSON.stringify(body),
    outcome,
    ok: true,
    why: notes.length > 0 ? { notes: [...notes] } : {},
    signed: true,
  };
}

export interface RefusalParts extends Explanation {
  /** WeChat's own `detail`. */
  detail?: Record<string, unknown>;
}

/** A refusal in WeChat's form. */
export function refuse(code: V3Code, message: string, { detail, ...why }: RefusalParts): V3Answer {
  return {
    status: statuses[code],
    body: JSON.stringify({ code, ...(detail ? { detail } : {}), message }),
    outcome: `${code} ${message}`,
    ok: false,
    why: { section: v3Sections.transport, ...why },
    signed: code !== "SIGN_ERROR",
  };
}
