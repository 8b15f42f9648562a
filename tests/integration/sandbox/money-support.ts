import { expect } from "vitest";
import { db } from "@/lib/db";
import { merchantBalance } from "@/lib/sandbox/books/merchant";
import { finishSheet } from "@/lib/sandbox/pay-sheet";
import { type PersonId, readPeople, readPerson } from "@/lib/sandbox/people";
import { lastCall, placeOrder, postSigned } from "./support";

/** Shared by the tests of what moves money in the sandbox. */

type Fields = Record<string, string | number | undefined>;

export const refundNotify = "http://localhost:3000/wxpay/refund/callback";

/** An order of lin's that is paid. */
export async function payOrder(changes: Fields = {}, payer: PersonId = "lin"): Promise<string> {
  const { prepay_id = "" } = await placeOrder(changes);
  const result = await finishSheet({ prepayId: prepay_id, action: "pay" }, payer);
  expect(result.errMsg).toBe("get_brand_wcpay_request:ok");
  return String(changes.out_trade_no ?? "T20260101000001");
}

export const refund = (changes: Fields = {}, signType?: "MD5"): Promise<Record<string, string>> =>
  postSigned(
    "/secapi/pay/refund",
    {
      out_trade_no: "T20260101000001",
      out_refund_no: "R1",
      total_fee: 8800,
      refund_fee: 3000,
      notify_url: refundNotify,
      ...changes,
    },
    signType,
  );

export const refundQuery = (fields: Fields = { out_refund_no: "R1" }): Promise<Record<string, string>> =>
  postSigned("/pay/refundquery", fields);

export const wallet = async (id: PersonId = "lin"): Promise<number> => (await readPerson(id)).wallet;

/** Fen that are on their way: neither the merchant's nor anybody's. */
async function inFlight(): Promise<number> {
  const [refunds, packs, transfers] = await Promise.all([
    db().sandboxRefund.findMany({ where: { status: { in: ["PROCESSING", "ABNORMAL"] } } }),
    db().sandboxRedPack.findMany({ where: { status: { not: "FAILED" } }, include: { takes: true } }),
    db().sandboxTransfer.findMany({ where: { state: { notIn: ["SUCCESS", "FAIL", "CANCELLED"] } } }),
  ]);
  const taken = packs.flatMap((pack) => pack.takes).reduce((sum, take) => sum + take.amount, 0);
  const sum = (amounts: number[]): number => amounts.reduce((total, amount) => total + amount, 0);
  return (
    sum(refunds.map((row) => row.amount)) +
    sum(packs.map((row) => row.amount - row.returned)) -
    taken +
    sum(transfers.map((row) => row.amount))
  );
}

/** All the money there is: no call may make or lose any. */
export async function allMoney(): Promise<number> {
  const wallets = (await readPeople()).reduce((sum, person) => sum + person.wallet, 0);
  return wallets + (await merchantBalance()) + (await inFlight());
}

/** Why the last call was refused. */
export const lastWhy = async () => (await lastCall()).why;
