import type { Transfer } from "@/generated/prisma/sqlite/client";
import { now } from "../../clock";
import { db, type Tx, transaction } from "../../db";
import { log } from "../../log";
import type { PayoutState } from "../../wechat/wxpay";
import { changeGems } from "../gems";
import type { CashInState } from "./rules";

/** What WeChat says of a red pack or a transfer, by answer, query or notification. */
export type PayoutFacts = {
  out_bill_no: string;
  /** WeChat's own number; empty where it says none. */
  bill_id: string;
  state: PayoutState;
  /** Fen. */
  amount?: number | undefined;
  openid?: string | undefined;
  package_info?: string | undefined;
  fail_reason?: string | undefined;
};

/** What WeChat says does not fit what we sent: nothing was changed. */
export class TransferMismatch extends Error {
  override name = "TransferMismatch";
  constructor(readonly field: "out_bill_no" | "amount" | "openid" | "state") {
    super(`The transfer does not fit ours: ${field}`);
  }
}

function checkFacts(transfer: Transfer, { amount, openid }: PayoutFacts): void {
  if (amount !== undefined && amount !== transfer.amount) throw new TransferMismatch("amount");
  if (openid !== undefined && openid !== transfer.openid) throw new TransferMismatch("openid");
}

/** Our state for WeChat's; null while WeChat itself does not know yet. */
function stateFor(state: PayoutState): Exclude<CashInState, "created"> | null {
  switch (state) {
    case "WAIT_USER":
      return "waiting";
    case "SUCCESS":
      return "success";
    case "RETURNED":
      return "returned";
    case "FAILED":
    case "CANCELLED":
      return "failed";
    case "PROCESSING":
    case "UNKNOWN":
      return null;
  }
}

const open: CashInState[] = ["created", "waiting"];

async function end(tx: Tx, transfer: Transfer, facts: PayoutFacts, state: CashInState): Promise<boolean> {
  const at = now();
  const { outBillNo, userId, gems } = transfer;
  const { count } = await tx.transfer.updateMany({
    where: { outBillNo, state: { in: open } },
    data: {
      state,
      ...(facts.bill_id && { billId: facts.bill_id }),
      failReason: facts.fail_reason ?? null,
      packageInfo: null,
      problem: null,
      nextAttemptAt: null,
      finishedAt: at,
    },
  });
  if (count === 0) return false;
  if (state !== "success") {
    await changeGems(tx, { userId, kind: "returned", ref: outBillNo, delta: gems, at });
  }
  return true;
}

/** It waits for its person now: WeChat tells by notification how it ended, and is asked if it does not. */
async function keepWaiting({ outBillNo }: Transfer, facts: PayoutFacts): Promise<boolean> {
  const at = now();
  const { count } = await db().transfer.updateMany({
    where: { outBillNo, state: "created" },
    data: {
      state: "waiting",
      billId: facts.bill_id || null,
      packageInfo: facts.package_info ?? null,
      problem: null,
      sentAt: at,
      nextAttemptAt: new Date(at.getTime() + 60_000),
    },
  });
  return count === 1;
}

/**
 * Lets WeChat's word on a cash-in take effect, once: gems come back when nothing was paid.
 * @returns what was done: `already` when it had ended that way before, or when there is no news
 * @throws TransferMismatch when number, amount or person are not ours, or when it had ended another way
 */
export async function settleTransfer(facts: PayoutFacts): Promise<"settled" | "already"> {
  const transfer = await db().transfer.findUnique({ where: { outBillNo: facts.out_bill_no } });
  if (!transfer) throw new TransferMismatch("out_bill_no");
  checkFacts(transfer, facts);
  const state = stateFor(facts.state);
  if (state === null) return "already";
  if (state === "waiting") return (await keepWaiting(transfer, facts)) ? "settled" : "already";
  const ended = await transaction((tx) => end(tx, transfer, facts, state));
  if (ended) {
    log.info("cash_in.settled", { outBillNo: transfer.outBillNo, state, reason: facts.fail_reason });
    return "settled";
  }
  const current = await db().transfer.findUniqueOrThrow({ where: { outBillNo: facts.out_bill_no } });
  if (current.state === state) return "already";
  throw new TransferMismatch("state");
}
