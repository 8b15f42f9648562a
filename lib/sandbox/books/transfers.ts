import { randomBytes } from "node:crypto";
import { now, nowMs } from "@/lib/clock";
import { db, isDuplicate, type Tx, transaction } from "@/lib/db";
import { randomText } from "@/lib/wechat/sign";
import { beijingTime } from "@/lib/wechat/time";
import { sandboxAccounts } from "../accounts";
import { strikes } from "../faults";
import { transferBody } from "../notice-bodies";
import { enterTransferNotice, planTransferNotice, type ReadyNotice } from "../notices";
import { ensurePeople, type PersonId } from "../people";
import { changeBalance, ensureMerchant } from "./merchant";

/** Merchant transfers: the money is set aside at once, and the person has a day to take it. (WeChat Pay v3, E.8) */

export type BookedTransfer = NonNullable<
  Awaited<ReturnType<ReturnType<typeof db>["sandboxTransfer"]["findUnique"]>>
>;

/** How long a person may take to confirm. */
const confirmSeconds = 24 * 3600;
/** How long WeChat takes to cancel one. */
const cancelSeconds = 2;

const mchId = sandboxAccounts.pay.mchid;

export interface TransferWish {
  outBillNo: string;
  appid: string;
  openid: string;
  personId: PersonId;
  /** Fen. */
  amount: number;
  sceneId: string;
  remark: string;
  style: "CONFIRM_PAGE" | "RED_PACKET";
  notifyUrl: string | null;
  /** JSON of the request. */
  request: string;
  /** Why it fails at once, when it does. */
  failReason: string | null;
}

/** By the merchant's number. */
export async function findTransfer(outBillNo: string): Promise<BookedTransfer | null> {
  return db().sandboxTransfer.findUnique({ where: { mchId_outBillNo: { mchId, outBillNo } } });
}

/** By WeChat's number. */
export async function findTransferByBill(transferBillNo: string): Promise<BookedTransfer | null> {
  return db().sandboxTransfer.findUnique({ where: { transferBillNo } });
}

class TooPoor extends Error {}

/**
 * Enters a transfer and sets its money aside.
 * @returns "poor" when the merchant has not enough, "known" when the number has been taken in the meantime
 */
export async function openTransfer(wish: TransferWish): Promise<BookedTransfer | "poor" | "known"> {
  await ensureMerchant();
  const data = rowOf(wish);
  try {
    return await transaction(async (tx) => {
      const fails = wish.failReason !== null;
      if (!fails && !(await changeBalance(tx, -wish.amount))) throw new TooPoor();
      return tx.sandboxTransfer.create({ data });
    });
  } catch (error) {
    if (error instanceof TooPoor) return "poor";
    if (isDuplicate(error)) return "known";
    throw error;
  }
}

function rowOf(wish: TransferWish) {
  const at = now();
  return {
    ...wish,
    mchId,
    api: "v3",
    transferBillNo: newBillNo(),
    state: wish.failReason === null ? "WAIT_USER_CONFIRM" : "FAIL",
    packageInfo: wish.failReason === null ? randomBytes(48).toString("base64") : null,
    createdAt: at,
    updatedAt: at,
    expiresAt: new Date(at.getTime() + confirmSeconds * 1000),
  };
}

/** 40 digits, the day among them. */
const newBillNo = (): string =>
  `13300${randomText("0123456789", 5)}${beijingTime(now()).slice(0, 8)}${randomText("0123456789", 22)}`;

/** Whether the day is over in which the person could take it. */
const isTransferOverdue = (transfer: BookedTransfer): boolean => transfer.expiresAt.getTime() <= nowMs();

/** How a transfer can end, and what then becomes of its money. */
interface Ending {
  from: string;
  state: "SUCCESS" | "FAIL" | "CANCELLED";
  failReason: string | null;
}

/**
 * The person takes the money: once, however often they tap.
 * @returns `message` is what the phone shows
 */
export async function confirmTransfer(
  id: number,
  personId: PersonId,
): Promise<{ ok: true } | { ok: false; message: string }> {
  const transfer = await db().sandboxTransfer.findUnique({ where: { id } });
  if (!transfer) return { ok: false, message: "没有这笔转账" };
  if (transfer.personId !== personId) return { ok: false, message: "你的微信号与商家指定的微信号不一致" };
  if (transfer.state === "SUCCESS") return { ok: true };
  if (transfer.state !== "WAIT_USER_CONFIRM" || isTransferOverdue(transfer)) {
    return { ok: false, message: "该转账已失效，请联系商家" };
  }
  if (await strikes("transfer_fails")) {
    const failed = {
      from: "WAIT_USER_CONFIRM",
      state: "FAIL",
      failReason: "PAYEE_ACCOUNT_ABNORMAL",
    } as const;
    await end(transfer, failed);
    return { ok: false, message: "收款失败：你的微信支付账户存在异常" };
  }
  if (await end(transfer, { from: "WAIT_USER_CONFIRM", state: "SUCCESS", failReason: null }))
    return { ok: true };
  const current = await db().sandboxTransfer.findUnique({ where: { id } });
  return current?.state === "SUCCESS" ? { ok: true } : { ok: false, message: "该转账已失效，请联系商家" };
}

/**
 * The merchant takes back what nobody has taken; WeChat needs a moment for it.
 * @returns null when it is too late
 */
export async function cancelTransfer(transfer: BookedTransfer): Promise<BookedTransfer | null> {
  const { id } = transfer;
  await db().sandboxTransfer.updateMany({
    where: { id, state: "WAIT_USER_CONFIRM" },
    data: { state: "CANCELING", updatedAt: now() },
  });
  const current = await db().sandboxTransfer.findUniqueOrThrow({ where: { id } });
  return ["CANCELING", "CANCELLED"].includes(current.state) ? current : null;
}

/** Tells of a transfer that failed as soon as it was entered. */
export async function tellTransferFailed(transfer: BookedTransfer): Promise<void> {
  const notice = await readyNotice(transfer);
  if (notice) await transaction((tx) => enterTransferNotice(tx, transfer, notice));
}

/** Ends it, if it is still as `from` says. @returns whether this call did */
async function end(transfer: BookedTransfer, { from, state, failReason }: Ending): Promise<boolean> {
  await Promise.all([ensurePeople(), ensureMerchant()]);
  const change = { state, failReason, updatedAt: now() };
  const after = { ...transfer, ...change };
  // Prepared before the transaction, in which nothing else may be asked.
  const notice = await readyNotice(after);
  return transaction(async (tx) => {
    const { count } = await tx.sandboxTransfer.updateMany({
      where: { id: transfer.id, state: from },
      data: change,
    });
    if (count === 0) return false;
    await moveMoney(tx, after);
    if (notice) await enterTransferNotice(tx, after, notice);
    return true;
  });
}

async function moveMoney(tx: Tx, { state, personId, amount }: BookedTransfer): Promise<void> {
  if (state !== "SUCCESS") {
    await changeBalance(tx, amount);
    return;
  }
  await tx.sandboxPerson.update({ where: { id: personId }, data: { wallet: { increment: amount } } });
}

async function readyNotice(transfer: BookedTransfer): Promise<ReadyNotice | null> {
  if (transfer.notifyUrl === null) return null;
  const [body, forgedBody] = [await transferBody(transfer), await transferBody(transfer, "signature")];
  return { url: transfer.notifyUrl, body, forgedBody, plan: await planTransferNotice() };
}

const batch = 50;
const cancelledBefore = (): Date => new Date(nowMs() - cancelSeconds * 1000);

/** Ends what nobody took within the day, and what is being cancelled. @returns how many this call ended */
export async function settleTransfersDue(): Promise<number> {
  const due = await db().sandboxTransfer.findMany({
    where: {
      OR: [
        { state: "WAIT_USER_CONFIRM", expiresAt: { lte: now() } },
        { state: "CANCELING", updatedAt: { lte: cancelledBefore() } },
      ],
    },
    orderBy: { id: "asc" },
    take: batch,
  });
  let ended = 0;
  for (const transfer of due) if (await end(transfer, endingOf(transfer))) ended += 1;
  return ended;
}

const endingOf = ({ state }: BookedTransfer): Ending =>
  state === "CANCELING"
    ? { from: state, state: "CANCELLED", failReason: "MCH_CANCEL" }
    : { from: state, state: "FAIL", failReason: "OVERDUE_CLOSE" };

/** When the next of them is due; null when none waits. */
export async function nextTransferDue(): Promise<Date | null> {
  const [waiting, canceling] = await Promise.all([
    db().sandboxTransfer.findFirst({ where: { state: "WAIT_USER_CONFIRM" }, orderBy: { expiresAt: "asc" } }),
    db().sandboxTransfer.findFirst({ where: { state: "CANCELING" }, orderBy: { updatedAt: "asc" } }),
  ]);
  const moments = [
    ...(waiting ? [waiting.expiresAt.getTime()] : []),
    ...(canceling ? [canceling.updatedAt.getTime() + cancelSeconds * 1000] : []),
  ];
  return moments.length === 0 ? null : new Date(Math.min(...moments));
}
