import type { Transfer } from "@/generated/prisma/sqlite/client";
import { db } from "../../db";
import type { TransferConf } from "../../wechat/wxpay";
import { FeatureOff } from "../../weixin";
import { ShopError } from "../errors";
import type { GemEntryKind } from "../gems";
import { isId } from "../ids";
import { OtherAccount } from "../payments/account";
import { type CashInState, cashInState } from "./rules";
import { payFor, sendTransfer } from "./send";

export type CashIn = {
  outBillNo: string;
  gems: number;
  /** Fen. */
  amount: number;
  state: CashInState;
  api: "v2" | "v3";
  /** WeChat's word for why nothing was paid. */
  failReason: string | null;
  createdAt: Date;
  finishedAt: Date | null;
  /** What the page hands to WeChat for the person to confirm; null when there is nothing to confirm on a page. */
  conf: TransferConf | null;
};

/** Null where the settings are another account's, or none, by now: its page still tells how it stands. */
function confOf(row: Transfer): TransferConf | null {
  if (row.state !== "waiting" || row.packageInfo === null) return null;
  try {
    return payFor(row).getTransferConf(row.packageInfo);
  } catch (error) {
    if (error instanceof OtherAccount || error instanceof FeatureOff) return null;
    throw error;
  }
}

function shaped(row: Transfer): CashIn {
  const { outBillNo, gems, amount, failReason, createdAt, finishedAt } = row;
  return {
    outBillNo,
    gems,
    amount,
    state: cashInState(row.state),
    api: row.api === "v3" ? "v3" : "v2",
    failReason,
    createdAt,
    finishedAt,
    conf: confOf(row),
  };
}

/** A user's cash-ins, the newest first. */
export async function cashInsOf(userId: string): Promise<CashIn[]> {
  const rows = await db().transfer.findMany({ where: { userId }, orderBy: { createdAt: "desc" }, take: 50 });
  return rows.map(shaped);
}

/** One of the user's own cash-ins, or null. */
export async function cashInOf(userId: string, outBillNo: string): Promise<CashIn | null> {
  if (!isId(outBillNo)) return null;
  const row = await db().transfer.findFirst({ where: { outBillNo, userId } });
  return row && shaped(row);
}

/**
 * One of the user's own cash-ins as WeChat knows it now: asks when it has not ended.
 * @throws ShopError payment_not_found
 */
export async function checkCashIn(userId: string, outBillNo: string): Promise<CashIn> {
  const before = await cashInOf(userId, outBillNo);
  if (!before) throw new ShopError("payment_not_found", "没有找到这笔兑换");
  if (before.finishedAt) return before;
  await sendTransfer(outBillNo);
  return (await cashInOf(userId, outBillNo)) ?? before;
}

export type GemLine = { kind: GemEntryKind; delta: number; ref: string; at: Date };

const gemKinds = [
  "opening",
  "earned",
  "taken",
  "cashed",
  "returned",
] as const satisfies readonly GemEntryKind[];

/** Why a user's gems changed, the newest first. */
export async function gemLinesOf(userId: string): Promise<GemLine[]> {
  const rows = await db().gemEntry.findMany({ where: { userId }, orderBy: { id: "desc" }, take: 100 });
  return rows.flatMap(({ kind: text, delta, ref, at }) => {
    const kind = gemKinds.find((known) => known === text);
    return kind ? [{ kind, delta, ref, at }] : [];
  });
}
