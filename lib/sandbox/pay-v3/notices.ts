import { randomBytes } from "node:crypto";
import { now } from "@/lib/clock";
import { encryptAead } from "@/lib/wechat/crypto";
import { nonceStr, randomText } from "@/lib/wechat/sign";
import { sandboxAccounts } from "../accounts";
import type { BookedRefund } from "../books/refunds";
import type { BookedTransfer } from "../books/transfers";
import type { Forgery } from "../forgeries";
import { type BookedOrder, newTransactionId } from "../pay/order-book";
import { openidOf, people } from "../people";
import { rfc3339 } from "./time";
import { transaction } from "./transaction";

/** What v3's notices say; their signature is made when they are sent. (WeChat Pay v3, notifications) */

interface Event {
  type: string;
  summary: string;
  /** What is encrypted, which is also what the cipher is bound to. */
  original: string;
  resource: object;
}

/** The JSON of a notice, its resource encrypted with the merchant's APIv3 key. */
export function noticeJson({ type, summary, original, resource }: Event): string {
  const nonce = nonceStr(12);
  const options = { key: sandboxAccounts.pay.v3Key, nonce, associatedData: original };
  return JSON.stringify({
    id: `EV-${randomBytes(16).toString("hex")}`,
    create_time: rfc3339(now()),
    resource_type: "encrypt-resource",
    event_type: type,
    summary,
    resource: {
      original_type: original,
      algorithm: "AEAD_AES_256_GCM",
      ciphertext: encryptAead(JSON.stringify(resource), options),
      associated_data: original,
      nonce,
    },
  });
}

const otherMchid = (): string => `16${randomText("0123456789", 8)}`;
const otherNumber = (): string => `X${randomText("0123456789", 15)}`;
const otherAmount = (fen: number): number => (fen === 1 ? 2 : 1);
const otherOpenid = (appid: string, openid: unknown): string =>
  people.map(({ id }) => openidOf(appid, id)).find((other) => other !== openid) ?? "";

/**
 * A payment's notice; of an order that nobody paid a forged one claims that somebody did.
 * @param forgery what is wrong with what it says; what is wrong with its signature comes when it is sent
 */
export function v3PaymentBody(order: BookedOrder, forgery?: Forgery): string {
  const claimed = {
    ...order,
    tradeState: "SUCCESS",
    transactionId: order.transactionId ?? newTransactionId(),
    paidAt: order.paidAt ?? now(),
    payerId: order.payerId ?? (order.openid === "" ? "lin" : null),
  };
  const resource = forgedTransaction(transaction(claimed), order, forgery);
  return noticeJson({ type: "TRANSACTION.SUCCESS", summary: "支付成功", original: "transaction", resource });
}

function forgedTransaction(genuine: Record<string, unknown>, order: BookedOrder, forgery?: Forgery): object {
  const amount = {
    total: order.totalFee,
    payer_total: order.totalFee,
    currency: "CNY",
    payer_currency: "CNY",
  };
  switch (forgery) {
    case "amount": {
      const fen = otherAmount(order.totalFee);
      return { ...genuine, amount: { ...amount, total: fen, payer_total: fen } };
    }
    case "currency":
      return { ...genuine, amount: { ...amount, currency: "USD", payer_currency: "USD" } };
    case "appid":
      return { ...genuine, appid: sandboxAccounts.qrcode.appid };
    case "mch_id":
      return { ...genuine, mchid: otherMchid() };
    case "openid":
      return { ...genuine, payer: { openid: otherOpenid(order.appid, payerOf(genuine)) } };
    case "number":
      return { ...genuine, out_trade_no: otherNumber() };
    default:
      return genuine;
  }
}

const payerOf = ({ payer }: Record<string, unknown>): unknown =>
  typeof payer === "object" && payer !== null ? Reflect.get(payer, "openid") : undefined;

const refundSummaries: Readonly<Record<string, string>> = {
  SUCCESS: "退款成功",
  ABNORMAL: "退款异常",
  CLOSED: "退款关闭",
};

/** A refund's notice; of one that is not over a forged one claims that it is. */
export function v3RefundBody(refund: BookedRefund, order: BookedOrder, forgery?: Forgery): string {
  const status = forgery === undefined ? refund.status : "SUCCESS";
  const wrong = forgery === "amount" ? otherAmount(refund.amount) : refund.amount;
  const finishedAt = refund.finishedAt ?? refund.dueAt;
  const resource = {
    mchid: forgery === "mch_id" ? otherMchid() : order.mchId,
    transaction_id: order.transactionId ?? "",
    out_trade_no: order.outTradeNo,
    refund_id: refund.refundId,
    out_refund_no: forgery === "number" ? otherNumber() : refund.outRefundNo,
    refund_status: status,
    success_time: status === "SUCCESS" ? rfc3339(finishedAt) : undefined,
    user_received_account: refund.account,
    amount: { total: order.totalFee, refund: wrong, payer_total: order.totalFee, payer_refund: wrong },
  };
  const summary = refundSummaries[status] ?? status;
  return noticeJson({ type: `REFUND.${status}`, summary, original: "refund", resource });
}

/** A transfer's notice; of one that is not over a forged one claims that it is. */
export function v3TransferBody(transfer: BookedTransfer, forgery?: Forgery): string {
  const state = forgery === undefined ? transfer.state : "SUCCESS";
  const resource = {
    out_bill_no: forgery === "number" ? otherNumber() : transfer.outBillNo,
    transfer_bill_no: transfer.transferBillNo,
    state,
    mch_id: forgery === "mch_id" ? otherMchid() : transfer.mchId,
    transfer_amount: forgery === "amount" ? otherAmount(transfer.amount) : transfer.amount,
    openid: forgery === "openid" ? otherOpenid(transfer.appid, transfer.openid) : transfer.openid,
    fail_reason: state === "FAIL" || state === "CANCELLED" ? (transfer.failReason ?? undefined) : undefined,
    create_time: rfc3339(transfer.createdAt),
    update_time: rfc3339(transfer.updatedAt),
  };
  const type = "MCHTRANSFER.BILL.FINISHED";
  return noticeJson({ type, summary: "商家转账单据终态通知", original: "mch_payment", resource });
}
