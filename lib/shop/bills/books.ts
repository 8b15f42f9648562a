import { db } from "../../db";
import type { BillRow } from "../../wechat/wxpay";
import { type Booked, statedIn } from "./compare";
import { dayAfter, dayOf, startOfDay } from "./day";

const inDay = (day: string) => ({ gte: startOfDay(day), lt: startOfDay(dayAfter(day, 1)) });

/** SQLite takes so many parameters in a statement. */
const perStatement = 500;

async function inParts<T>(numbers: string[], find: (part: string[]) => Promise<T[]>): Promise<T[]> {
  const found: T[] = [];
  for (let from = 0; from < numbers.length; from += perStatement) {
    found.push(...(await find(numbers.slice(from, from + perStatement))));
  }
  return found;
}

const paymentFields = { outTradeNo: true, totalFee: true, state: true, paidAt: true } as const;

async function bookedPayments(day: string, mchId: string, numbers: string[]): Promise<Booked[]> {
  const ofDay = await db().payment.findMany({
    where: { mchId, state: "paid", paidAt: inDay(day) },
    select: paymentFields,
  });
  const known = new Set(ofDay.map(({ outTradeNo }) => outTradeNo));
  const others = await inParts(
    numbers.filter((number) => !known.has(number)),
    (part) => db().payment.findMany({ where: { outTradeNo: { in: part } }, select: paymentFields }),
  );
  return [...ofDay, ...others].map(({ outTradeNo, totalFee, state }) => ({
    number: outTradeNo,
    amount: totalFee,
    done: state === "paid",
    state,
    expected: known.has(outTradeNo),
  }));
}

const refundFields = {
  outRefundNo: true,
  amount: true,
  state: true,
  decidedAt: true,
  finishedAt: true,
} as const;

/**
 * A bill has a refund on the day that WeChat took it. We know when it was granted and when it was through: only where
 * both are of one day must that day's bill have it.
 */
async function bookedRefunds(day: string, mchId: string, numbers: string[]): Promise<Booked[]> {
  const done = { state: "success", payment: { mchId } };
  const ofDay = await db().refund.findMany({
    where: { ...done, decidedAt: inDay(day), finishedAt: inDay(day) },
    select: refundFields,
  });
  const known = new Set(ofDay.map(({ outRefundNo }) => outRefundNo));
  const others = await inParts(
    numbers.filter((number) => !known.has(number)),
    (part) => db().refund.findMany({ where: { outRefundNo: { in: part } }, select: refundFields }),
  );
  return [...ofDay, ...others].map(({ outRefundNo, amount, state }) => ({
    number: outRefundNo,
    amount,
    // A bill may have one that is still on its way.
    done: ["success", "processing", "granted", "abnormal"].includes(state),
    state,
    expected: known.has(outRefundNo),
  }));
}

/** What our books have for a day, and for everything else that its bill speaks of. */
export async function booksOf(day: string, mchId: string, rows: readonly BillRow[]) {
  const stated = statedIn(rows);
  const numbers = (kind: "payments" | "refunds") => stated[kind].map(({ number }) => number);
  return {
    payments: await bookedPayments(day, mchId, numbers("payments")),
    refunds: await bookedRefunds(day, mchId, numbers("refunds")),
  };
}

/** The first day on which money came in, or null. */
export async function firstDay(mchId: string): Promise<string | null> {
  const first = await db().payment.findFirst({
    where: { mchId, state: "paid", paidAt: { not: null } },
    orderBy: { paidAt: "asc" },
    select: { paidAt: true },
  });
  return first?.paidAt ? dayOf(first.paidAt) : null;
}
