import { now } from "../../clock";
import { db } from "../../db";
import { toBeShipped } from "../orders/ship";
import { sentAgainNumber } from "../refunds/number";
import { firstToShip } from "./orders";

const hourMs = 60 * 60 * 1000;
const beijingMs = 8 * hourMs;

/** When the day began in Beijing. */
function startOfDay(at: Date): Date {
  const dayMs = 24 * hourMs;
  return new Date(Math.floor((at.getTime() + beijingMs) / dayMs) * dayMs - beijingMs);
}

/** What happened today, in fen. */
async function today(from: Date) {
  const [paid, back] = await Promise.all([
    db().payment.aggregate({
      where: { state: "paid", paidAt: { gte: from } },
      _sum: { totalFee: true },
      _count: true,
    }),
    db().refund.aggregate({
      where: { state: "success", finishedAt: { gte: from } },
      _sum: { amount: true },
      _count: true,
    }),
  ]);
  return {
    payments: paid._count,
    paid: paid._sum.totalFee ?? 0,
    refunds: back._count,
    refunded: back._sum.amount ?? 0,
  };
}

/** Refunds that WeChat closed and the operator has sent again: the new ones say what is to be done. There are few. */
async function takenUp(): Promise<string[]> {
  const closed = await db().refund.findMany({
    where: { state: "closed", origin: "shop" },
    select: { outRefundNo: true },
  });
  const closedOf = new Map(closed.map(({ outRefundNo }) => [sentAgainNumber(outRefundNo), outRefundNo]));
  const again = await db().refund.findMany({
    where: { outRefundNo: { in: [...closedOf.keys()] } },
    select: { outRefundNo: true },
  });
  return again.flatMap(({ outRefundNo }) => closedOf.get(outRefundNo) ?? []);
}

/** What went wrong and waits for a person; the newest first, and how many there are. */
async function problems() {
  // What WeChat does not do now is tried again, but perhaps nobody fills the balance up or mends the setting.
  const hangs = { problem: { not: null }, attempts: { gt: 1 } };
  const trouble = {
    outRefundNo: { notIn: await takenUp() },
    OR: [{ state: { in: ["abnormal", "closed"] } }, { state: "granted", ...hangs }],
  };
  // "failed" gave the gems back already: shown for a week, so that a wrong setting is noticed.
  const lately = { gte: new Date(now().getTime() - 7 * 24 * hourMs) };
  const failed = {
    OR: [
      { state: "failed", finishedAt: lately },
      { state: "created", ...hangs },
    ],
  };
  const take = 5;
  const [refunds, refundCount, transfers, transferCount, differences, differenceCount] = await Promise.all([
    db().refund.findMany({ where: trouble, orderBy: { requestedAt: "desc" }, take }),
    db().refund.count({ where: trouble }),
    db().transfer.findMany({ where: failed, orderBy: { createdAt: "desc" }, take }),
    db().transfer.count({ where: failed }),
    db().billDifference.findMany({ orderBy: { id: "desc" }, take }),
    db().billDifference.count(),
  ]);
  return { refunds, transfers, differences, count: refundCount + transferCount + differenceCount };
}

/** What waits for the operator: parcels of members before the others', and each the longest first. */
async function waiting() {
  const take = 5;
  const [orders, refunds] = await Promise.all([
    firstToShip(take),
    db().refund.findMany({
      where: { state: "requested" },
      include: { order: { select: { receiver: true } } },
      orderBy: { requestedAt: "asc" },
      take,
    }),
  ]);
  return { orders, refunds };
}

/** What the operator sees first: what waits for them, what went wrong, how the day goes. */
export async function overview() {
  const [toShip, paid, requested, first, day, trouble] = await Promise.all([
    db().order.count({ where: toBeShipped() }),
    db().order.count({ where: { state: "paid" } }),
    db().refund.count({ where: { state: "requested" } }),
    waiting(),
    today(startOfDay(now())),
    problems(),
  ]);
  // Of the others the money goes back, or somebody has asked for it: their parcels wait.
  return { toShip, held: paid - toShip, requested, waiting: first, today: day, problems: trouble };
}
