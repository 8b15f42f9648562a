import { config } from "@/lib/config";
import { publicKeyId } from "@/lib/sandbox/merchant-keys";
import { platformKey } from "@/lib/sandbox/pay-v3/keys";
import { noticeJson } from "@/lib/sandbox/pay-v3/notices";
import { seal } from "@/lib/sandbox/pay-v3/seal";
import { rfc3339 } from "@/lib/sandbox/pay-v3/time";
import { openidOf } from "@/lib/sandbox/people";
import { sign } from "@/lib/wechat/sign";
import { beijingTime } from "@/lib/wechat/time";
import { buildXml } from "@/lib/wechat/xml";
import type { Post } from "./load";
import { payerPerson, paymentFee } from "./rows";

/** The notifications that WeChat would send for prepared payments. */

function account() {
  const { pay } = config();
  if (!pay?.v2) throw new Error("The sandbox has a merchant");
  const openid = openidOf(pay.appid, payerPerson);
  return { appid: pay.appid, mchid: pay.mchid, key: pay.v2.key, openid };
}

const transactionIdOf = (outTradeNo: string) => `4200-${outTradeNo}`;

/** In XML, signed with the merchant's key. (WeChat Pay v2, payment notification) */
export function v2Notice(outTradeNo: string): Post {
  const { appid, mchid, key, openid } = account();
  const fields = {
    appid,
    mch_id: mchid,
    nonce_str: "5d2b6c2a8db53831f7eda20af46e531c",
    return_code: "SUCCESS",
    result_code: "SUCCESS",
    openid,
    is_subscribe: "Y",
    trade_type: "JSAPI",
    bank_type: "OTHERS",
    total_fee: paymentFee,
    cash_fee: paymentFee,
    fee_type: "CNY",
    transaction_id: transactionIdOf(outTradeNo),
    out_trade_no: outTradeNo,
    time_end: beijingTime(new Date()),
  };
  const body = buildXml({ ...fields, sign: sign(fields, key, "HMAC-SHA256") });
  return { body, headers: { "content-type": "text/xml" } };
}

/** In JSON, encrypted, and signed with WeChat Pay's key; good for five minutes. (WeChat Pay v3, notifications) */
export function v3Notice(outTradeNo: string): Post {
  const { appid, mchid, openid } = account();
  const key = platformKey(publicKeyId);
  if (!key) throw new Error("The sandbox has WeChat Pay's key");
  const resource = {
    appid,
    mchid,
    out_trade_no: outTradeNo,
    transaction_id: transactionIdOf(outTradeNo),
    trade_type: "JSAPI",
    trade_state: "SUCCESS",
    trade_state_desc: "支付成功",
    bank_type: "OTHERS",
    success_time: rfc3339(new Date()),
    payer: { openid },
    amount: { total: paymentFee, payer_total: paymentFee, currency: "CNY", payer_currency: "CNY" },
  };
  const event = { type: "TRANSACTION.SUCCESS", summary: "支付成功", original: "transaction", resource };
  const body = noticeJson(event);
  return { body, headers: { "content-type": "application/json; charset=utf-8", ...seal(body, key) } };
}
