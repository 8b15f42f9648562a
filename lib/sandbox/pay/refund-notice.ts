import { encryptReqInfo } from "@/lib/wechat/crypto";
import { nonceStr, randomText } from "@/lib/wechat/sign";
import { buildXml, type XmlFields } from "@/lib/wechat/xml";
import { sandboxAccounts } from "../accounts";
import type { BookedRefund } from "../books/refunds";
import type { V2Forgery } from "../forgeries";
import type { BookedOrder } from "./order-book";
import { v2RefundStatus } from "./refund-status";
import { beijingText } from "./texts";

/** What a refund notification says: no signature, but encrypted with the merchant's key. (WeChat Pay v2, refund notification) */

const wrongKey = "0".repeat(32);

function infoOf(refund: BookedRefund, order: BookedOrder): XmlFields {
  return {
    transaction_id: order.transactionId ?? "",
    out_trade_no: order.outTradeNo,
    refund_id: refund.refundId,
    out_refund_no: refund.outRefundNo,
    total_fee: order.totalFee,
    refund_fee: refund.amount,
    settlement_refund_fee: refund.amount,
    refund_status: v2RefundStatus(refund.status),
    success_time:
      refund.status === "SUCCESS" && refund.finishedAt ? beijingText(refund.finishedAt) : undefined,
    // WeChat misspells it.
    refund_recv_accout: refund.account,
    refund_account: "REFUND_SOURCE_RECHARGE_FUNDS",
    refund_request_source: "API",
  };
}

const enveloped = (order: BookedOrder, req_info: string, changes: XmlFields = {}): string =>
  buildXml({
    return_code: "SUCCESS",
    appid: order.appid,
    mch_id: order.mchId,
    nonce_str: nonceStr(32),
    req_info,
    ...changes,
  });

const encrypted = (info: XmlFields, key: string = sandboxAccounts.pay.key): string =>
  encryptReqInfo(buildXml(info, "root"), key);

/** The notification's XML. */
export function refundXml(refund: BookedRefund, order: BookedOrder): string {
  return enveloped(order, encrypted(infoOf(refund, order)));
}

/** A notification that the shop must not believe. Of a refund that is not over it claims that it is. */
export function forgedRefundXml(refund: BookedRefund, order: BookedOrder, forgery: V2Forgery): string {
  const finishedAt = refund.finishedAt ?? refund.dueAt;
  const info = infoOf({ ...refund, status: "SUCCESS", finishedAt }, order);
  switch (forgery) {
    case "signature":
      return enveloped(order, encrypted(info, wrongKey));
    case "unsigned":
      return enveloped(order, Buffer.from(buildXml(info, "root")).toString("base64"));
    case "amount": {
      const refund_fee = refund.amount === 1 ? 2 : 1;
      return enveloped(order, encrypted({ ...info, refund_fee, settlement_refund_fee: refund_fee }));
    }
    case "number":
      return enveloped(order, encrypted({ ...info, out_refund_no: `X${randomText("0123456789", 15)}` }));
    case "mch_id":
      return enveloped(order, encrypted(info), { mch_id: `16${randomText("0123456789", 8)}` });
    case "appid":
    // It names no payer: what is left to forge is whom it is for.
    case "openid":
      return enveloped(order, encrypted(info), { appid: sandboxAccounts.qrcode.appid });
  }
}
