/** v3's names: v2's CHANGE is ABNORMAL, REFUNDCLOSE is CLOSED. UNKNOWN is one that WeChat has added since. */
export type RefundStatus = "PROCESSING" | "SUCCESS" | "ABNORMAL" | "CLOSED" | "UNKNOWN";

export interface RefundRequest {
  /** The payment, by our number. */
  out_trade_no: string;
  /** Up to 64 of digits, letters and `_-|*@`; unique per merchant; the same number again is the same refund. */
  out_refund_no: string;
  /** Fen: what the order cost. */
  total_fee: number;
  /** Fen: what goes back, at least 1. */
  refund_fee: number;
  /** The payer reads it; cut to 80 bytes. */
  refund_desc?: string | undefined;
  /** Default: the notification address of the type `refund`. */
  notify_url?: string | undefined;
}

export interface Refund {
  out_refund_no: string;
  refund_id: string;
  out_trade_no: string;
  transaction_id: string;
  /** PROCESSING right after the request: that WeChat took it does not mean that the money is back. */
  refund_status: RefundStatus;
  /** Fen. */
  refund_fee: number;
  /** Fen. */
  total_fee: number;
  /** Where the money went, in WeChat's words. */
  account?: string | undefined;
  success_time?: Date | undefined;
  raw: Readonly<Record<string, unknown>>;
}

export type RefundQuery = Refund | { refund_status: "NOTEXIST" };
