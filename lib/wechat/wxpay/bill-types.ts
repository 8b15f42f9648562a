export interface BillRequest {
  /** The day in Beijing, such as 2026-01-31; WeChat has it from about 10 o'clock of the next day on, for 3 months. */
  day: string;
  /** Default ALL: what was paid and what was refunded on that day. */
  type?: "ALL" | "SUCCESS" | "REFUND" | undefined;
}

/** A line of a bill: a payment (SUCCESS), or a refund (REFUND). */
export interface BillRow {
  at: Date;
  out_trade_no: string;
  transaction_id: string;
  openid: string;
  trade_type: string;
  trade_state: "SUCCESS" | "REFUND" | "REVOKED";
  /** Fen: what the order cost. */
  total_fee: number;
  out_refund_no: string;
  refund_id: string;
  /** Fen; 0 for a payment. */
  refund_fee: number;
  /** SUCCESS, PROCESSING, FAIL; empty for a payment. */
  refund_status: string;
  /** By the column's title, as WeChat has it. */
  raw: Readonly<Record<string, string>>;
}

export interface Bill {
  rows: BillRow[];
  /** The totals that stand below the rows, by their titles. */
  totals: Readonly<Record<string, string>>;
  /** The text as it came. */
  text: string;
}
