import type { Payment } from "@/generated/prisma/sqlite/client";
import type { Tx } from "../../db";

/** What is known of a payment that WeChat vouches for, by notification or by answer to a query. */
export type PaidFacts = {
  out_trade_no: string;
  transaction_id: string;
  openid: string;
  /** Fen. */
  total_fee: number;
  bank_type?: string | undefined;
  time_end: Date;
};

/** What a payment handler is given. */
export type PaidResult = {
  payment: Payment;
  paid: PaidFacts;
  /** The transaction that settles the payment: do your part in it, and nothing but database work. */
  tx: Tx;
};

/**
 * Called inside the transaction that marks the payment paid, which is committed once for each payment. What it
 * throws undoes all of it and makes WeChat send the notification again. A transaction may settle several payments,
 * and one that is undone for another's sake is done again: so a handler may be called again, but what an earlier call
 * wrote is gone by then.
 */
export type PaymentHandler = {
  (res: PaidResult, type: string): Promise<void>;
  readonly sideBySide?: boolean;
};

/**
 * Marks a handler that may run at the same time as those of the other payments in its transaction, which lets the
 * work of all be one statement (see together.ts); without it they are called one after the other. Good for a handler
 * that counts on nothing that it has read: two of them may read before either writes.
 */
export const sideBySide = (handler: PaymentHandler): PaymentHandler =>
  Object.assign((res: PaidResult, type: string) => handler(res, type), { sideBySide: true });

/** The handlers by payment type: the {type} of /wxpay/{type}/callback. */
export type PaymentHandlers = Readonly<Record<string, PaymentHandler>>;

/** The handler of a type, or null for a type that nobody handles. */
export const handlerOf = (handlers: PaymentHandlers, type: string): PaymentHandler | null =>
  Object.hasOwn(handlers, type) ? (handlers[type] ?? null) : null;
