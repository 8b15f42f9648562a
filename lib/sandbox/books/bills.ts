import { now } from "@/lib/clock";
import { db } from "@/lib/db";
import { randomText } from "@/lib/wechat/sign";
import { parseBeijingTime } from "@/lib/wechat/time";
import { sandboxAccounts } from "../accounts";
import { firstToStrike } from "../faults";
import { type BillLine, type BillType, billText } from "./bill-text";

/** The trade bill of a day, made from the books: the same text over v2 and v3. (WeChat Pay v2, download bill; v3, trade bill) */

export type { BillType } from "./bill-text";

const hourMs = 3600 * 1000;
const dayMs = 24 * hourMs;
/** A bill is there from 10 o'clock of the next day on. */
const readyMs = dayMs + 10 * hourMs;
/** And for about three months. */
const keptMs = 92 * dayMs;

const mchId = sandboxAccounts.pay.mchid;

/**
 * The text of a day's bill.
 * @param day in Beijing, such as 20260131: a real one
 * @returns null when there is none: the day is not over, or too long ago, or nothing was traded
 */
export async function dayBill(day: string, type: BillType): Promise<string | null> {
  const from = parseBeijingTime(`${day}000000`);
  const age = now().getTime() - from.getTime();
  if (age < readyMs || age > keptMs) return null;
  const lines = await linesOf(from, type);
  return lines.length === 0 ? null : billText(type, await misprinted(lines, from));
}

/** Whether a text of 8 digits names a day. */
export function isDay(day: string): boolean {
  try {
    parseBeijingTime(`${day}000000`);
    return true;
  } catch {
    return false;
  }
}

async function linesOf(from: Date, type: BillType): Promise<BillLine[]> {
  const inDay = { gte: from, lt: new Date(from.getTime() + dayMs) };
  const [paid, refunds] = await Promise.all([
    type === "REFUND" ? [] : db().sandboxOrder.findMany({ where: { mchId, paidAt: inDay } }),
    type === "SUCCESS"
      ? []
      : db().sandboxRefund.findMany({
          // One that was closed never came to be.
          where: { mchId, createdAt: inDay, status: { not: "CLOSED" } },
          include: { order: true },
        }),
  ]);
  const lines: BillLine[] = [
    ...paid.map((order) => ({ at: order.paidAt ?? from, order, refund: null })),
    ...refunds.map(({ order, ...refund }) => ({ at: refund.createdAt, order, refund })),
  ];
  return lines.sort((a, b) => a.at.getTime() - b.at.getTime());
}

/** What the console arranged, so that who compares has something to find. */
async function misprinted(lines: BillLine[], from: Date): Promise<BillLine[]> {
  const [first, ...rest] = lines;
  if (!first) return lines;
  const { order } = first;
  switch (await firstToStrike(["bill_missing", "bill_extra", "bill_amount"])) {
    case "bill_missing":
      return rest;
    case "bill_extra":
      return [...lines, { at: from, order: { ...order, ...strangeNumbers(), paidAt: from }, refund: null }];
    case "bill_amount":
      return [{ ...first, ...wrongAmount(first) }, ...rest];
    case null:
      return lines;
  }
}

const strangeNumbers = () => ({
  outTradeNo: `X${randomText("0123456789", 15)}`,
  transactionId: `42000${randomText("0123456789", 23)}`,
});

const other = (fen: number): number => (fen === 1 ? 2 : fen - 1);

function wrongAmount({ order, refund }: BillLine): Pick<BillLine, "order" | "refund"> {
  if (refund) return { order, refund: { ...refund, amount: other(refund.amount) } };
  return { order: { ...order, totalFee: other(order.totalFee) }, refund };
}
