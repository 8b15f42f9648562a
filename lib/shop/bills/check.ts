import { now, nowMs } from "../../clock";
import { config } from "../../config";
import { db, transaction } from "../../db";
import { log } from "../../log";
import { WechatError } from "../../wechat/errors";
import type { BillRow } from "../../wechat/wxpay";
import { wxpay } from "../../weixin";
import { booksOf, firstDay } from "./books";
import { compareBill, type Difference, statedIn } from "./compare";
import { billReadyAt, dayAfter, dayOf } from "./day";

/** How far back days are made up for that nobody compared; WeChat keeps bills for three months. */
const daysBack = 30;
const hour = 60 * 60_000;
/** WeChat has no bill of a day without trade: one that has not come by then is empty. */
const givenUpAfterMs = 24 * hour;

const sum = (rows: readonly { amount: number }[]) => rows.reduce((total, { amount }) => total + amount, 0);

/** What the comparison found takes the place of what an earlier one did. */
async function keep(day: string, rows: readonly BillRow[], differences: Difference[]): Promise<void> {
  const { payments, refunds } = statedIn(rows);
  const data = {
    state: differences.length === 0 ? "equal" : "different",
    payments: payments.length,
    paymentsFee: sum(payments),
    refunds: refunds.length,
    refundsFee: sum(refunds),
    checkedAt: now(),
    problem: null,
  };
  await transaction(async (tx) => {
    await tx.billCheck.upsert({ where: { day }, create: { day, ...data }, update: data });
    await tx.billDifference.deleteMany({ where: { day } });
    await tx.billDifference.createMany({ data: differences.map((difference) => ({ day, ...difference })) });
  });
  for (const difference of differences) log.warn("bill.difference", { day, ...difference });
  log.info("bill.compared", { day, state: data.state, payments: data.payments, refunds: data.refunds });
}

async function keepWaiting(day: string, problem: string | null): Promise<void> {
  const checkedAt = now();
  const create = { day, attempts: 1, checkedAt, problem };
  const update = { attempts: { increment: 1 }, checkedAt, problem };
  await db().billCheck.upsert({ where: { day }, create, update });
}

const isGivenUp = (day: string): boolean => nowMs() - billReadyAt(day).getTime() >= givenUpAfterMs;

/**
 * Compares WeChat's bill of a day with our books and keeps every difference.
 * @returns the differences, or null while WeChat has no bill of that day
 * @throws WechatError when the bill cannot be had
 */
export async function checkBill(day: string): Promise<Difference[] | null> {
  const pay = wxpay();
  const rows = (await pay.downloadBill({ day }))?.rows ?? (isGivenUp(day) ? [] : null);
  if (!rows) {
    await keepWaiting(day, null);
    return null;
  }
  const differences = compareBill(rows, await booksOf(day, pay.mchid, rows));
  await keep(day, rows, differences);
  return differences;
}

/** The days whose bill WeChat has by now and nobody has compared; one that waits is asked for once an hour. */
async function dueDays(mchId: string): Promise<string[]> {
  const at = now();
  const first = await firstDay(mchId);
  if (!first) return [];
  const today = dayOf(at);
  // Days compare as their texts do.
  const [oldest = first] = [first, dayAfter(today, -daysBack)].sort().reverse();
  const checks = await db().billCheck.findMany({ where: { day: { gte: oldest } } });
  const known = new Map(checks.map((check) => [check.day, check]));
  const days: string[] = [];
  for (let day = oldest; day < today; day = dayAfter(day, 1)) {
    if (billReadyAt(day) > at) continue;
    const check = known.get(day);
    const asked = check?.checkedAt?.getTime() ?? 0;
    if (!check || (check.state === "waiting" && at.getTime() - asked >= hour)) days.push(day);
  }
  return days;
}

/**
 * Compares every day that is due. What cannot be had now is tried again in an hour.
 * @param until of performance.now(): what is not begun by then waits for the next round
 */
export async function checkDueBills(until = Number.POSITIVE_INFINITY): Promise<void> {
  const { pay } = config();
  if (!pay) return;
  for (const day of await dueDays(pay.mchid)) {
    if (performance.now() > until) return;
    try {
      await checkBill(day);
    } catch (error) {
      if (!(error instanceof WechatError)) throw error;
      await keepWaiting(day, error.message.slice(0, 300));
      log.warn("bill.later", { day, error });
    }
  }
}
