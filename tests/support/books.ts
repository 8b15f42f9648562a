import { db } from "@/lib/db";
import { gemsFor } from "@/lib/shop/gems";

/** The shop's books beside the sandbox's: money, stock, gems and states have to tell one story. */

type Lines = Record<string, string>;

const sumBy = <T>(rows: readonly T[], of: (row: T) => number): number =>
  rows.reduce((total, row) => total + of(row), 0);

/** What the shop says was paid, refunded and paid out, by number. */
async function shopLines(): Promise<Lines> {
  const lines: Lines = {};
  for (const { outTradeNo, state, totalFee, transactionId } of await db().payment.findMany()) {
    if (state === "paid") lines[`payment ${outTradeNo}`] = `${totalFee} ${transactionId}`;
  }
  const refunds = await db().refund.findMany({
    where: { state: { in: ["granted", "processing", "abnormal", "success"] } },
  });
  for (const { outRefundNo, outTradeNo, state, amount } of refunds) {
    lines[`refund ${outRefundNo}`] = `${outTradeNo} ${amount} ${state}`;
  }
  for (const { outBillNo, state, amount } of await db().transfer.findMany()) {
    if (state !== "failed") lines[`payout ${outBillNo}`] = `${amount} ${state}`;
  }
  return lines;
}

const refundStates: Lines = { PROCESSING: "processing", SUCCESS: "success", ABNORMAL: "abnormal" };
const payoutStates: Lines = {
  SENT: "waiting",
  RECEIVED: "success",
  REFUND: "returned",
  WAIT_USER_CONFIRM: "waiting",
  SUCCESS: "success",
};

/** What the sandbox's WeChat says. */
async function sandboxLines(): Promise<Lines> {
  const lines: Lines = {};
  for (const { outTradeNo, paidAt, totalFee, transactionId } of await db().sandboxOrder.findMany()) {
    if (paidAt) lines[`payment ${outTradeNo}`] = `${totalFee} ${transactionId}`;
  }
  const refunds = await db().sandboxRefund.findMany({ include: { order: { select: { outTradeNo: true } } } });
  for (const { outRefundNo, order, status, amount } of refunds) {
    const state = refundStates[status];
    if (state) lines[`refund ${outRefundNo}`] = `${order.outTradeNo} ${amount} ${state}`;
  }
  const packs = (await db().sandboxRedPack.findMany()).map((row) => ({ ...row, number: row.mchBillno }));
  const transfers = (await db().sandboxTransfer.findMany()).map((row) => {
    return { ...row, number: row.outBillNo, status: row.state };
  });
  for (const { number, status, amount } of [...packs, ...transfers]) {
    // A lapsed transfer is FAIL; a red pack that nobody took went back. Either way the shop has its money.
    const state = payoutStates[status];
    if (state) lines[`payout ${number}`] = `${amount} ${state}`;
  }
  return lines;
}

const withoutReturned = (lines: Lines): Lines =>
  Object.fromEntries(Object.entries(lines).filter(([, line]) => !line.endsWith(" returned")));

/** What went back to whom, by payment, in the shop's columns and in its refunds. */
async function refundFaults(): Promise<string[]> {
  const payments = await db().payment.findMany({ include: { refunds: true } });
  return payments.flatMap(({ outTradeNo, totalFee, refunded, refunds }) => {
    const taking = refunds.filter(({ state }) =>
      ["granted", "processing", "abnormal", "success"].includes(state),
    );
    const sum = sumBy(taking, ({ amount }) => amount);
    const faults: string[] = [];
    if (sum !== refunded) faults.push(`${outTradeNo}: refunds make ${sum}, the payment says ${refunded}`);
    if (refunded > totalFee) faults.push(`${outTradeNo}: ${refunded} of ${totalFee} went back`);
    return faults;
  });
}

/** Stones on sale, and stones that orders hold, make what there was. */
async function stockFaults(stockBefore: ReadonlyMap<string, number>): Promise<string[]> {
  const items = await db().orderItem.findMany({ include: { order: { select: { state: true } } } });
  const restocked = await db().refundItem.findMany({
    where: { refund: { state: "success", restock: true } },
  });
  const holding = new Set(["pending", "paid", "shipped", "completed", "refunded"]);
  const faults: string[] = [];
  for (const { id, stock } of await db().product.findMany()) {
    const held = items.filter(({ productId, order }) => productId === id && holding.has(order.state));
    const back = restocked.filter(({ productId }) => productId === id);
    const all = stock + sumBy(held, ({ quantity }) => quantity) - sumBy(back, ({ quantity }) => quantity);
    if (all !== stockBefore.get(id)) faults.push(`${id}: ${all} stones in place of ${stockBefore.get(id)}`);
  }
  return faults;
}

/** Gems: the balance is the sum of its entries, and the entries follow from the money. */
async function gemFaults(): Promise<string[]> {
  const users = await db().user.findMany({
    include: { gemEntries: true, transfers: true, orders: { include: { refunds: true, events: true } } },
  });
  return users.flatMap(({ id, gems, gemEntries, transfers, orders }) => {
    const sum = sumBy(gemEntries, ({ delta }) => delta);
    const earned = sumBy(
      orders.filter(({ events }) => events.some(({ kind }) => kind === "paid")),
      ({ total, refunds }) => {
        const back = refunds.filter(({ state, origin }) => state === "success" && origin !== "shop");
        return gemsFor(total - sumBy(back, ({ amount }) => amount));
      },
    );
    const out = sumBy(
      transfers.filter(({ state }) => ["created", "waiting", "success"].includes(state)),
      (transfer) => transfer.gems,
    );
    const faults: string[] = [];
    if (sum !== gems) faults.push(`${id}: entries make ${sum} gems, the balance says ${gems}`);
    if (gems !== earned - out) faults.push(`${id}: earned ${earned}, cashed in ${out}, has ${gems}`);
    return faults;
  });
}

/** An order's state fits its payments. */
async function orderFaults(): Promise<string[]> {
  const orders = await db().order.findMany({ include: { payments: true, refunds: true } });
  return orders.flatMap(({ id, state, payments }) => {
    const paid = payments.filter((payment) => payment.state === "paid");
    const kept = sumBy(paid, ({ totalFee, refunded }) => totalFee - refunded);
    const faults: string[] = [];
    if (["paid", "shipped", "completed"].includes(state) && kept <= 0)
      faults.push(`${id}: ${state}, yet no money`);
    if (["pending", "cancelled", "expired", "refunded"].includes(state) && kept > 0) {
      faults.push(`${id}: ${state}, yet ${kept} fen were kept`);
    }
    if (paid.length > 1 && kept > sumBy(paid.slice(0, 1), ({ totalFee }) => totalFee)) {
      faults.push(`${id}: paid twice, and ${kept} fen were kept`);
    }
    return faults;
  });
}

export const stockNow = async (): Promise<Map<string, number>> =>
  new Map((await db().product.findMany()).map(({ id, stock }) => [id, stock]));

/**
 * Everything in which the shop's books and the sandbox's, or the shop's among themselves, tell different stories. To be
 * asked when nothing is on its way any more.
 */
export async function bookFaults(stockBefore: ReadonlyMap<string, number>): Promise<string[]> {
  const ours = withoutReturned(await shopLines());
  const theirs = withoutReturned(await sandboxLines());
  const names = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])].sort();
  const differing = names.filter((name) => ours[name] !== theirs[name]);
  return [
    ...differing.map((name) => `${name}: shop ${ours[name] ?? "-"}, WeChat ${theirs[name] ?? "-"}`),
    ...(await refundFaults()),
    ...(await stockFaults(stockBefore)),
    ...(await gemFaults()),
    ...(await orderFaults()),
  ];
}
