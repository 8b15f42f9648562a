import type { PayoutState } from "./payout-types";
import type { RefundStatus } from "./refund-types";

/** A notice as it arrived. */
export interface NotificationMessage {
  /** As received, not re-encoded. */
  body: string;
  /** v3 has its signature in them. */
  headers: Headers;
}

/** A payment that WeChat itself vouches for: verified, ours, successful. Compare amount and payer with the order. */
export interface PaymentNotification {
  kind: "payment";
  out_trade_no: string;
  transaction_id: string;
  openid: string;
  /** Fen. */
  total_fee: number;
  /** Fen. */
  cash_fee?: number | undefined;
  bank_type?: string | undefined;
  time_end: Date;
  attach?: string | undefined;
  trade_type: string;
  raw: Readonly<Record<string, unknown>>;
}

/** How a refund ended. v2's has no signature but is encrypted with our key: look the refund up before acting. */
export interface RefundNotification {
  kind: "refund";
  out_refund_no: string;
  refund_id: string;
  out_trade_no: string;
  transaction_id: string;
  refund_status: RefundStatus;
  /** Fen. */
  refund_fee: number;
  /** Fen. */
  total_fee: number;
  account?: string | undefined;
  success_time?: Date | undefined;
  raw: Readonly<Record<string, unknown>>;
}

/** How a transfer ended. Only v3 tells. */
export interface TransferNotification {
  kind: "transfer";
  out_bill_no: string;
  bill_id: string;
  state: PayoutState;
  /** Fen. */
  amount: number;
  openid?: string | undefined;
  fail_reason?: string | undefined;
  raw: Readonly<Record<string, unknown>>;
}

/** Something genuine that this SDK has no name for: `event_type` is WeChat's. */
export interface OtherNotification {
  kind: "other";
  event_type: string;
  raw: Readonly<Record<string, unknown>>;
}

export type Notification =
  | PaymentNotification
  | RefundNotification
  | TransferNotification
  | OtherNotification;

/** What WeChat is answered. */
export interface NotificationReply {
  status: number;
  contentType: string;
  body: string;
}
