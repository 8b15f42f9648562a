import fc from "fast-check";
import { db } from "@/lib/db";
import { paymentHandlers } from "@/lib/handlers/payment";
import { advanceClock } from "@/lib/sandbox/clock";
import { deliverDue } from "@/lib/sandbox/deliveries";
import { type FaultName, setFault } from "@/lib/sandbox/faults";
import { finishSheet } from "@/lib/sandbox/pay-sheet";
import { cashIn, cashInQuote } from "@/lib/shop/cash-in/open";
import { ShopError } from "@/lib/shop/errors";
import { keepHouse } from "@/lib/shop/housekeeping";
import { buy } from "@/lib/shop/orders/buy";
import { cancelOrder } from "@/lib/shop/orders/close";
import { confirmReceipt, shipOrder } from "@/lib/shop/orders/ship";
import { checkPayment } from "@/lib/shop/payments/check";
import { prepareOrder } from "@/lib/shop/payments/prepare";
import { declineRefund, grantRefund } from "@/lib/shop/refunds/decide";
import { refundAsOperator } from "@/lib/shop/refunds/operator";
import { requestRefund, withdrawRefund } from "@/lib/shop/refunds/request";
import { WechatError } from "@/lib/wechat/errors";
import { takeEverything } from "../control";
import { shipping } from "../world";

/** What people, the operator, WeChat and time do to the shop, each a command that any schedule may have anywhere. */

/** What a schedule runs on. */
export interface Real {
  buyers: { userId: string; person: "lin" | "chen" }[];
}

type Command = fc.AsyncCommand<object, Real>;

/** What the shop or WeChat refuses, it refuses: only the books count in the end. */
async function unlessRefused(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof ShopError) && !(error instanceof WechatError)) throw error;
  }
}

const command = (name: string, run: (real: Real) => Promise<unknown>): Command => ({
  check: () => true,
  run: async (_, real) => void (await run(real)),
  toString: () => name,
});

/** One of the rows that are there, by a number that knows nothing of them. */
const pick = <T>(rows: readonly T[], index: number): T | undefined => rows[index % Math.max(1, rows.length)];

/** The orders that this is most likely to do something to, the last one first; then all others. */
async function orders(...likely: string[]) {
  const rows = await db().order.findMany({ orderBy: { placedAt: "desc" } });
  const first = rows.filter(({ state }) => likely.includes(state));
  return [...first, ...rows.filter((row) => !first.includes(row))];
}
const requested = () =>
  db().refund.findMany({ where: { state: "requested" }, orderBy: { requestedAt: "asc" } });
const clientIp = "127.0.0.1";

async function pay(real: Real, index: number, action: "pay" | "cancel" | "fail"): Promise<void> {
  const order = pick(await orders("pending"), index);
  const buyer = real.buyers.find(({ userId }) => userId === order?.userId);
  if (!order || !buyer) return;
  await unlessRefused(prepareOrder({ userId: buyer.userId, clientIp }, order.id, paymentHandlers));
  // Also through a sheet that stood open while the shop gave the order up.
  const open = await db().sandboxOrder.findMany({
    where: { tradeState: "NOTPAY", outTradeNo: { in: await numbersOf(order.id) } },
  });
  for (const { prepayId } of open.slice(0, 1)) await finishSheet({ prepayId, action }, buyer.person);
}

const numbersOf = async (orderId: string): Promise<string[]> =>
  (await db().payment.findMany({ where: { orderId } })).map(({ outTradeNo }) => outTradeNo);

async function check(index: number): Promise<void> {
  const payment = pick(await db().payment.findMany({ orderBy: { createdAt: "asc" } }), index);
  if (payment) await unlessRefused(checkPayment(payment.userId, payment.outTradeNo, paymentHandlers));
}

async function askRefund(index: number, quantity: number): Promise<void> {
  const order = pick(await orders("paid", "shipped", "completed"), index);
  if (!order) return;
  const lines = await db().orderItem.findMany({ where: { orderId: order.id } });
  const items = lines.map(({ productId }) => ({ productId, quantity }));
  await unlessRefused(requestRefund(order.userId, order.id, { items, reason: "不想要了" }));
}

type Decision = "grant" | "half" | "decline" | "withdraw";

async function decide(index: number, what: Decision): Promise<void> {
  const refund = pick(await requested(), index);
  if (!refund) return;
  const { outRefundNo, amount, userId } = refund;
  const by = {
    grant: () => grantRefund("operator", outRefundNo),
    half: () => grantRefund("operator", outRefundNo, { amount: Math.ceil(amount / 2), restock: false }),
    decline: () => declineRefund("operator", outRefundNo, { answer: "已拆封" }),
    withdraw: () => withdrawRefund(userId, outRefundNo),
  };
  await unlessRefused(by[what]());
}

async function refundByOperator(index: number, amount: number): Promise<void> {
  const order = pick(await orders("paid", "shipped", "completed"), index);
  if (order)
    await unlessRefused(refundAsOperator("operator", order.id, { what: { amount }, reason: "补偿" }));
}

async function ship(index: number): Promise<void> {
  const order = pick(await orders("paid"), index);
  if (!order) return;
  await unlessRefused(shipOrder(order.id, { carrier: "顺丰速运", trackingNo: "SF1234567890" }));
  await unlessRefused(confirmReceipt(order.userId, order.id));
}

async function cash(real: Real, index: number, share: number): Promise<void> {
  const buyer = pick(real.buyers, index);
  if (!buyer) return;
  const { most, step, once } = await cashInQuote(buyer.userId);
  const gems = Math.max(step, Math.floor((most * share) / step) * step);
  await unlessRefused(cashIn(buyer.userId, gems, once));
}

const faults = [
  "notice_lost",
  "notice_late",
  "notice_doubled",
  "notice_forged",
  "refund_notice_lost",
  "refund_notice_late",
  "refund_notice_doubled",
  "refund_notice_forged",
  "refund_slow",
  "refund_closed",
  "pay_systemerror",
  "pay_systemerror_after",
  "pay_need_retry",
  "pay_need_retry_after",
  "pay_no_answer",
  "pay_no_answer_after",
  "pay_half",
  "pay_half_after",
  "pay_bad_sign",
  "pay_bad_sign_after",
  "v3_signtest",
  "payout_failed",
  "payout_processing",
  "payout_risk",
] as const satisfies readonly FaultName[];

/** Mostly one of the first. */
const index = fc.oneof(fc.constant(0), fc.nat(2), fc.nat(30));
const product = fc.constantFrom("garnet", "opal", "moonstone");

async function order(real: Real, who: number, productId: string, quantity: number): Promise<void> {
  const buyer = pick(real.buyers, who);
  if (!buyer) return;
  const lines = [{ productId, quantity }];
  await unlessRefused(buy(paymentHandlers, buyer.userId, lines, shipping, { fromCart: false }));
}

const buying = fc
  .tuple(index, product, fc.integer({ min: 1, max: 3 }))
  .map(([who, productId, quantity]) =>
    command(`buy(${who}, ${quantity} ${productId})`, (real) => order(real, who, productId, quantity)),
  );
const paying = fc
  .tuple(index, fc.constantFrom<"pay" | "cancel" | "fail">("pay", "pay", "pay", "pay", "cancel", "fail"))
  .map(([which, action]) => command(`pay(${which}, ${action})`, (real) => pay(real, which, action)));
const checking = index.map((which) => command(`check(${which})`, () => check(which)));
const cancelling = index.map((which) =>
  command(`cancel(${which})`, async () => {
    const found = pick(await orders("pending"), which);
    if (found) await unlessRefused(cancelOrder(found.userId, found.id, paymentHandlers));
  }),
);
const asking = fc
  .tuple(index, fc.integer({ min: 1, max: 2 }))
  .map(([which, quantity]) => command(`askRefund(${which}, ${quantity})`, () => askRefund(which, quantity)));
const deciding = fc
  .tuple(index, fc.constantFrom<Decision>("grant", "grant", "half", "decline", "withdraw"))
  .map(([which, what]) => command(`${what}(${which})`, () => decide(which, what)));
const operating = fc
  .tuple(index, fc.integer({ min: 1, max: 60_000 }))
  .map(([which, amount]) => command(`refund(${which}, ${amount})`, () => refundByOperator(which, amount)));
const shippings = index.map((which) => command(`ship(${which})`, () => ship(which)));
const cashing = fc
  .tuple(index, fc.constantFrom(0.3, 1))
  .map(([who, share]) => command(`cashIn(${who}, ${share})`, (real) => cash(real, who, share)));
const waiting = fc
  .constantFrom(16, 16, 61, 61, 6 * 60, 31 * 60, 3 * 3600, 25 * 3600)
  .map((seconds) => command(`wait(${seconds})`, () => advanceClock(seconds)));
const failing = fc
  .constantFrom(...faults)
  .map((name) => command(`fault(${name})`, () => setFault(name, true)));

/** Every command, the frequent ones more often. */
export const commands: fc.Arbitrary<Command>[] = [
  ...[buying, buying, buying],
  ...[paying, paying, paying, paying],
  ...[checking, cancelling, shippings],
  ...[asking, asking, deciding, deciding, operating],
  ...[cashing, cashing],
  fc.constant(command("takeEverything()", takeEverything)),
  fc.constant(command("deliver()", deliverDue)),
  fc.constant(command("keepHouse()", () => keepHouse(paymentHandlers))),
  ...[waiting, waiting],
  ...[failing, failing],
];
