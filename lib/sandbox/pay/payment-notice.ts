import { now } from "@/lib/clock";
import { nonceStr, randomText, sign } from "@/lib/wechat/sign";
import { buildXml, type XmlFields } from "@/lib/wechat/xml";
import { sandboxAccounts } from "../accounts";
import type { V2Forgery } from "../forgeries";
import { openidOf, people } from "../people";
import { type BookedOrder, newTransactionId } from "./order-book";
import { paidFields } from "./paid-fields";

/** What a payment notification says. (WeChat Pay v2, payment notification) */

const wrongKey = "0".repeat(32);

async function fieldsOf(order: BookedOrder): Promise<XmlFields> {
  const merchant = { appid: order.appid, mch_id: order.mchId, nonce_str: nonceStr(32) };
  return { return_code: "SUCCESS", result_code: "SUCCESS", ...merchant, ...(await paidFields(order)) };
}

const signed = (fields: XmlFields, order: BookedOrder, key: string): string =>
  buildXml({ ...fields, sign: sign(fields, key, order.signType === "MD5" ? "MD5" : "HMAC-SHA256") });

/** The notification's XML, signed as the order was. */
export async function paymentXml(order: BookedOrder): Promise<string> {
  return signed(await fieldsOf(order), order, sandboxAccounts.pay.key);
}

/** A notification that the shop must not believe. Of an order that nobody paid it claims that somebody did. */
export async function forgedPaymentXml(order: BookedOrder, forgery: V2Forgery): Promise<string> {
  const claimed = {
    ...order,
    transactionId: order.transactionId ?? newTransactionId(),
    paidAt: order.paidAt ?? now(),
    payerId: order.payerId ?? "lin",
  };
  const fields = await fieldsOf(claimed);
  const key = sandboxAccounts.pay.key;
  switch (forgery) {
    case "signature":
      return signed(fields, order, wrongKey);
    case "unsigned":
      return buildXml(fields);
    case "amount": {
      const amount = order.totalFee === 1 ? 2 : 1;
      return signed({ ...fields, total_fee: amount, cash_fee: amount }, order, key);
    }
    case "number":
      return signed({ ...fields, out_trade_no: `X${randomText("0123456789", 15)}` }, order, key);
    case "appid":
      return signed({ ...fields, appid: sandboxAccounts.qrcode.appid }, order, key);
    case "mch_id":
      return signed({ ...fields, mch_id: `16${randomText("0123456789", 8)}` }, order, key);
    case "openid": {
      const other = people
        .map((person) => openidOf(order.appid, person.id))
        .find((id) => id !== fields.openid);
      return signed({ ...fields, openid: other }, order, key);
    }
  }
}
