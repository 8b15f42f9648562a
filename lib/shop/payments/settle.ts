import { type Tx, transaction } from "../../db";
import { log } from "../../log";
import { wxpay } from "../../weixin";
import { handlerOf, type PaidFacts, type PaymentHandlers } from "./handlers";

/** The payment is not what we asked for: nothing was changed. */
export class PaymentMismatch extends Error {
  override name = "PaymentMismatch";
  constructor(
    readonly field: "out_trade_no" | "type" | "total_fee" | "openid" | "account" | "transaction_id",
  ) {
    super(`The payment does not fit ours: ${field}`);
  }
}

/** What to tell of a payment that the conditional update did not take: done before, or not ours. */
async function explain(tx: Tx, type: string, paid: PaidFacts): Promise<"already"> {
  const payment = await tx.payment.findUnique({ where: { outTradeNo: paid.out_trade_no } });
  if (!payment) throw new PaymentMismatch("out_trade_no");
  if (payment.type !== type) throw new PaymentMismatch("type");
  if (payment.totalFee !== paid.total_fee) throw new PaymentMismatch("total_fee");
  if (payment.openid !== paid.openid) throw new PaymentMismatch("openid");
  if (payment.state !== "paid") throw new PaymentMismatch("account");
  if (payment.transactionId !== paid.transaction_id) throw new PaymentMismatch("transaction_id");
  return "already";
}

/**
 * Lets a payment that WeChat vouches for take effect, once however often it is called and from however many
 * machines: one conditional update decides who does the rest, in the same transaction.
 * @throws PaymentMismatch when type, amount, payer or account are not the ones that we asked for
 */
export async function settlePayment(
  type: string,
  paid: PaidFacts,
  handlers: PaymentHandlers,
): Promise<"settled" | "already"> {
  const { appid, mchid } = wxpay();
  const handler = handlerOf(handlers, type);
  if (!handler) throw new PaymentMismatch("type");
  const result = await transaction(async (tx) => {
    const { count } = await tx.payment.updateMany({
      where: {
        outTradeNo: paid.out_trade_no,
        type,
        totalFee: paid.total_fee,
        openid: paid.openid,
        appid,
        mchId: mchid,
        // One that we closed may still have been paid: the money counts.
        state: { not: "paid" },
      },
      data: {
        state: "paid",
        transactionId: paid.transaction_id,
        bankType: paid.bank_type ?? null,
        paidAt: paid.time_end,
      },
    });
    if (count === 0) return explain(tx, type, paid);
    const payment = await tx.payment.findUniqueOrThrow({ where: { outTradeNo: paid.out_trade_no } });
    await handler({ payment, paid, tx }, type);
    return "settled";
  });
  if (result === "settled") log.info("payment.settled", { outTradeNo: paid.out_trade_no, type });
  return result;
}
