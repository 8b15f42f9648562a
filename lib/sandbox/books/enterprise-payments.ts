import { now } from "@/lib/clock";
import { db, isDuplicate, type Tx, transaction } from "@/lib/db";
import { randomText } from "@/lib/wechat/sign";
import { beijingTime } from "@/lib/wechat/time";
import { sandboxAccounts } from "../accounts";
import { firstToStrike } from "../faults";
import { ensurePeople, type PersonId } from "../people";
import { changeBalance, ensureMerchant } from "./merchant";

/** Payments to a person that nobody has to confirm. (WeChat Pay v2, enterprise payment) */

export type BookedPayment = NonNullable<
  Awaited<ReturnType<ReturnType<typeof db>["sandboxTransfer"]["findUnique"]>>
>;

export interface PaymentWish {
  partnerTradeNo: string;
  appid: string;
  openid: string;
  personId: PersonId;
  /** Fen. */
  amount: number;
  remark: string;
  /** JSON of the request. */
  request: string;
}

export type PaymentSending = { payment: BookedPayment } | { refusal: "risk" | "poor" };

const mchId = sandboxAccounts.pay.mchid;

class TooPoor extends Error {}

export async function findPayment(partnerTradeNo: string): Promise<BookedPayment | null> {
  return db().sandboxTransfer.findUnique({
    where: { mchId_outBillNo: { mchId, outBillNo: partnerTradeNo } },
  });
}

/** Pays at once, with a number that is new. A payment that is entered may have failed: see its state. */
export async function payPerson(wish: PaymentWish): Promise<PaymentSending> {
  await Promise.all([ensureMerchant(), ensurePeople()]);
  const fault = await firstToStrike(["payout_risk", "payout_failed"]);
  if (fault === "payout_risk") return { refusal: "risk" };
  try {
    return { payment: await transaction((tx) => enter(tx, wish, fault === "payout_failed")) };
  } catch (error) {
    if (error instanceof TooPoor) return { refusal: "poor" };
    if (!isDuplicate(error)) throw error;
    // The same number came twice at once: the other request entered it.
    const payment = await findPayment(wish.partnerTradeNo);
    if (!payment) throw error;
    return { payment };
  }
}

async function enter(tx: Tx, wish: PaymentWish, failed: boolean): Promise<BookedPayment> {
  const { partnerTradeNo, ...rest } = wish;
  const at = now();
  const payment = await tx.sandboxTransfer.create({
    data: {
      ...rest,
      mchId,
      outBillNo: partnerTradeNo,
      transferBillNo: `1000${beijingTime(at).slice(0, 8)}${randomText("0123456789", 20)}`,
      api: "v2",
      state: failed ? "FAIL" : "SUCCESS",
      failReason: failed ? "SEND_FAILED" : null,
      createdAt: at,
      updatedAt: at,
      expiresAt: at,
    },
  });
  if (failed) return payment;
  await tx.sandboxPerson.update({
    where: { id: wish.personId },
    data: { wallet: { increment: wish.amount } },
  });
  // Last, as in all transactions: those that meet wait, and do not stand in each other's way.
  if (!(await changeBalance(tx, -wish.amount))) throw new TooPoor();
  return payment;
}
