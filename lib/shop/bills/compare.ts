import type { BillRow } from "../../wechat/wxpay";

/** What WeChat's bill of a day and our books tell differently. */
export type Difference = {
  /** missing_here: only WeChat has it. missing_there: only we have it. */
  kind: "missing_here" | "missing_there" | "amount" | "state";
  what: "payment" | "refund";
  /** The out_trade_no or the out_refund_no. */
  number: string;
  /** What each side says: fen, or a state; empty for a side that has nothing. */
  ours: string;
  theirs: string;
};

/** Something of ours that the bill may speak of. */
export type Booked = {
  number: string;
  /** Fen. */
  amount: number;
  /** Whether the money moved, by our books. */
  done: boolean;
  state: string;
  /** Whether this very bill has to have it; of what it need not have, only what it says is compared. */
  expected: boolean;
};

type Stated = { number: string; amount: number };

function compareOne(what: Difference["what"], theirs: Stated, ours: Booked | undefined): Difference | null {
  const { number, amount } = theirs;
  if (!ours) return { kind: "missing_here", what, number, ours: "", theirs: String(amount) };
  if (ours.amount !== amount) {
    return { kind: "amount", what, number, ours: String(ours.amount), theirs: String(amount) };
  }
  return ours.done ? null : { kind: "state", what, number, ours: ours.state, theirs: "SUCCESS" };
}

function compareKind(what: Difference["what"], stated: Stated[], booked: Booked[]): Difference[] {
  const ours = new Map(booked.map((row) => [row.number, row]));
  const theirs = new Set(stated.map(({ number }) => number));
  const differing = stated.flatMap((row) => compareOne(what, row, ours.get(row.number)) ?? []);
  const missing = booked.filter(({ number, done, expected }) => done && expected && !theirs.has(number));
  return [
    ...differing,
    ...missing.map(({ number, amount }): Difference => {
      return { kind: "missing_there", what, number, ours: String(amount), theirs: "" };
    }),
  ];
}

/** A bill's payments, and its refunds that have not failed. */
export function statedIn(rows: readonly BillRow[]): { payments: Stated[]; refunds: Stated[] } {
  const payments = rows.filter((row) => row.trade_state === "SUCCESS");
  const refunds = rows.filter((row) => row.trade_state === "REFUND" && !/^FAIL/.test(row.refund_status));
  return {
    payments: payments.map((row) => ({ number: row.out_trade_no, amount: row.total_fee })),
    refunds: refunds.map((row) => ({ number: row.out_refund_no, amount: row.refund_fee })),
  };
}

/** Everything that a day's bill and our books tell differently. */
export function compareBill(
  rows: readonly BillRow[],
  booked: { payments: Booked[]; refunds: Booked[] },
): Difference[] {
  const stated = statedIn(rows);
  return [
    ...compareKind("payment", stated.payments, booked.payments),
    ...compareKind("refund", stated.refunds, booked.refunds),
  ];
}
