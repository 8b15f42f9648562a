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
 * Called once for each payment, inside the transaction that marks it paid. What it throws undoes all of it and
 * makes WeChat send the notification again.
 */
export type PaymentHandler = (res: PaidResult, type: string) => Promise<void>;

/** The handlers by payment type: the {type} of /wxpay/{type}/callback. */
export type PaymentHandlers = Readonly<Record<string, PaymentHandler>>;

/** The handler of a type, or null for a type that nobody handles. */
export const handlerOf = (handlers: PaymentHandlers, type: string): PaymentHandler | null =>
  Object.hasOwn(handlers, type) ? (handlers[type] ?? null) : null;
