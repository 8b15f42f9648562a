import type { Transfer } from "@/generated/prisma/sqlite/client";
import { now } from "../../clock";
import { db } from "../../db";
import { log } from "../../log";
import { WechatError } from "../../wechat/errors";
import type { Payout, Wxpay } from "../../wechat/wxpay";
import { FeatureOff, wxpay } from "../../weixin";
import { OtherAccount } from "../payments/account";
import { settleTransfer, TransferMismatch } from "./settle";

const minute = 60_000;
const day = 24 * 60 * minute;

/** How long until a cash-in is looked at again: longer the older it is. */
function waitMs({ createdAt }: Transfer, at: Date): number {
  return Math.min(6 * 60 * minute, Math.max(minute, (at.getTime() - createdAt.getTime()) / 3));
}

/**
 * Of several processes that see it due, the one that raises its attempts has it: what may be sent, until its pause is
 * over, however often its person asks. Two that send would not know of each other whether WeChat had it.
 */
async function claim(transfer: Transfer): Promise<boolean> {
  const at = now();
  const { outBillNo, state, attempts } = transfer;
  const nextAttemptAt = new Date(at.getTime() + waitMs(transfer, at));
  const isDue = state === "created" ? { nextAttemptAt: { lte: at } } : {};
  const where = { outBillNo, state, attempts, ...isDue };
  return (
    (await db().transfer.updateMany({ where, data: { attempts: attempts + 1, nextAttemptAt } })).count === 1
  );
}

/**
 * As it was sent: over the interface and the account that know its number.
 * @throws OtherAccount when the settings have neither any more: another one would pay a second time
 */
export function payFor({ api, appid, mchId }: Transfer): Wxpay {
  const pay = wxpay(api === "v3" ? "RSA" : "HMAC-SHA256");
  if (pay.api !== api || pay.appid !== appid || pay.mchid !== mchId) throw new OtherAccount();
  return pay;
}

/** The red pack, every time the same: WeChat takes the same number with the same content as the same one. */
function send(transfer: Transfer): Promise<Payout> {
  const { outBillNo, openid, amount } = transfer;
  return payFor(transfer).sendRedPack({
    mch_billno: outBillNo,
    re_openid: openid,
    total_amount: amount,
    wishing: "宝石换来的小欢喜",
    act_name: "宝石兑换",
    remark: "月光宝石兑换现金",
  });
}

const query = (transfer: Transfer) =>
  payFor(transfer).payoutQuery({ out_bill_no: transfer.outBillNo, kind: "red_pack" });

/** Asks before anything is sent again; null when WeChat has never had it. */
async function asked(transfer: Transfer): Promise<Payout | null> {
  const answer = await query(transfer);
  return answer.state === "NOTEXIST" ? null : answer;
}

/** Refusals that pass by themselves, or by the operator's hand: it is sent again later, as it is. */
const passing: ReadonlySet<string> = new Set([
  "NOTENOUGH",
  "FREQ_LIMIT",
  "FREQUENCY_LIMITED",
  "SECOND_OVER_LIMITED",
  "DAY_OVER_LIMITED",
  "SENDAMOUNT_LIMIT",
  "SIGNERROR",
  "SIGN_ERROR",
  "CA_ERROR",
  "CERT_ERROR",
]);

const isFinal = (error: unknown): error is WechatError =>
  error instanceof WechatError &&
  error.kind === "api" &&
  error.outcome === "refused" &&
  !error.retryable &&
  !passing.has(error.code);

/** What nobody at WeChat has heard of for a day will not be sent any more: the gems go back. */
const isStale = ({ createdAt }: Transfer): boolean => now().getTime() - createdAt.getTime() > day;

async function sendAndSettle(transfer: Transfer): Promise<void> {
  const { outBillNo } = transfer;
  const known = transfer.attempts > 0 ? await asked(transfer) : null;
  if (known) return void (await settleTransfer(known));
  const failed = { out_bill_no: outBillNo, bill_id: "", state: "FAILED" } as const;
  if (isStale(transfer)) return void (await settleTransfer({ ...failed, fail_reason: "NOT_SENT" }));
  try {
    await settleTransfer(await send(transfer));
  } catch (error) {
    if (!isFinal(error)) throw error;
    // Refused now; but was it so from the beginning? Only what WeChat does not have has come to nothing.
    const there = await asked(transfer);
    await settleTransfer(there ?? { ...failed, fail_reason: error.code });
  }
}

async function work(transfer: Transfer): Promise<void> {
  if (transfer.state === "created") return sendAndSettle(transfer);
  const known = await asked(transfer);
  if (known) await settleTransfer(known);
}

async function noteProblem({ outBillNo }: Transfer, error: unknown): Promise<void> {
  const expected = [WechatError, TransferMismatch, FeatureOff, OtherAccount].some(
    (known) => error instanceof known,
  );
  const problem = error instanceof Error ? error.message.slice(0, 300) : "unknown";
  await db().transfer.updateMany({ where: { outBillNo, finishedAt: null }, data: { problem } });
  log[expected ? "warn" : "error"]("cash_in.later", { outBillNo, error });
}

/** Sends a cash-in that is due, or asks what has become of it. What goes wrong is noted, and done again later. */
export async function sendTransfer(outBillNo: string): Promise<void> {
  const transfer = await db().transfer.findUnique({ where: { outBillNo } });
  if (!transfer || (transfer.state !== "created" && transfer.state !== "waiting")) return;
  if (!(await claim(transfer))) return;
  try {
    await work(transfer);
  } catch (error) {
    await noteProblem(transfer, error);
  }
}

/**
 * Sends and asks about all cash-ins that are due.
 * @param until of performance.now(): what is not begun by then waits for the next round
 */
export async function sendDueTransfers(until = Number.POSITIVE_INFINITY): Promise<void> {
  const where = { state: { in: ["created", "waiting"] }, nextAttemptAt: { lte: now() } };
  const due = await db().transfer.findMany({ where, orderBy: { nextAttemptAt: "asc" }, take: 50 });
  for (const { outBillNo } of due) {
    if (performance.now() > until) return;
    await sendTransfer(outBillNo);
  }
}
