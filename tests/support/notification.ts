import { db } from "@/lib/db";
import { sandboxAccounts } from "@/lib/sandbox/accounts";
import { type SignType, sign } from "@/lib/wechat/sign";
import { buildXml } from "@/lib/wechat/xml";

const { pay } = sandboxAccounts;

export type Fields = Record<string, string | number | undefined>;

/** The fields that WeChat would send for a payment of ours, unsigned. */
export async function notificationFields(outTradeNo: string): Promise<Fields> {
  const payment = await db().payment.findUniqueOrThrow({ where: { outTradeNo } });
  return {
    appid: pay.appid,
    mch_id: pay.mchid,
    nonce_str: "5d2b6c2a8db53831f7eda20af46e531c",
    return_code: "SUCCESS",
    result_code: "SUCCESS",
    openid: payment.openid,
    is_subscribe: "N",
    trade_type: "JSAPI",
    bank_type: "OTHERS",
    total_fee: payment.totalFee,
    cash_fee: payment.totalFee,
    fee_type: "CNY",
    transaction_id: `42000${outTradeNo.slice(-14)}`,
    out_trade_no: outTradeNo,
    time_end: "20261122203000",
  };
}

/** A notification's body, signed with the sandbox's key or with another. */
export const signedNotification = (fields: Fields, key: string = pay.key, type: SignType = "HMAC-SHA256") =>
  buildXml({ ...fields, sign: sign(fields, key, type) });

/** What WeChat would send for a payment of ours. */
export const notificationOf = async (outTradeNo: string): Promise<string> =>
  signedNotification(await notificationFields(outTradeNo));
