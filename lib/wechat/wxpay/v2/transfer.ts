import { isIPv4 } from "node:net";
import { z } from "zod";
import { WechatConfigError, WechatPayError } from "../../errors";
import { byteLength, faultyFields } from "../text";
import type { Payout, PayoutQuery, PayoutState, TransferRequest, V2Options } from "../types";
import { callUnsigned, incomplete, otherMerchant } from "./call";
import { optional, positiveFen, required } from "./fields";

/** Enterprise payments, for merchants who had them before 2022. (WeChat Pay v2, enterprise payment) */

const outBillNo = z.string().regex(/^[0-9A-Za-z]{1,32}$/);

const requestSchema = z.object({
  out_bill_no: outBillNo,
  openid: z.string().min(1).max(64),
  amount: z.int().min(1),
  remark: z.string().refine((text) => text !== "" && byteLength(text) <= 100),
  user_name: z.string().min(1).max(64).optional(),
  client_ip: z.string().refine(isIPv4),
});

const paidSchema = z.object({
  partner_trade_no: required,
  payment_no: required,
  mch_appid: optional,
  mchid: optional,
});

/** See Wxpay.transfer. It has its own names for appid and merchant. */
export async function transfer(options: V2Options, request: TransferRequest): Promise<Payout> {
  const checked = requestSchema.safeParse({ ...request, client_ip: options.clientIp });
  if (!checked.success)
    throw new WechatConfigError(`The transfer is faulty in: ${faultyFields(checked.error)}`, "TRANSFER");
  const { out_bill_no, openid, amount, remark, user_name, client_ip } = checked.data;
  const { appid, mchid } = options;
  const fields = await callUnsigned(options, "/mmpaymkttransfers/promotion/transfers", {
    mch_appid: appid,
    mchid,
    partner_trade_no: out_bill_no,
    openid,
    check_name: user_name ? "FORCE_CHECK" : "NO_CHECK",
    re_user_name: user_name,
    amount,
    desc: remark,
    spbill_create_ip: client_ip,
  });
  const answer = paidSchema.safeParse(fields);
  if (!answer.success) throw incomplete(faultyFields(answer.error));
  const { partner_trade_no, payment_no } = answer.data;
  if ((answer.data.mch_appid ?? appid) !== appid || (answer.data.mchid ?? mchid) !== mchid) {
    throw otherMerchant();
  }
  if (partner_trade_no !== out_bill_no) throw incomplete("the transfer's number: it is another one's");
  return { out_bill_no, bill_id: payment_no, state: "SUCCESS", amount, openid, raw: fields };
}

const foundSchema = z.object({
  partner_trade_no: required,
  mch_id: optional,
  appid: optional,
  detail_id: optional,
  status: required,
  reason: optional,
  openid: optional,
  payment_amount: positiveFen,
});

/** See Wxpay.payoutQuery. */
export async function transferQuery(options: V2Options, out_bill_no: string): Promise<PayoutQuery> {
  if (!outBillNo.safeParse(out_bill_no).success)
    throw new WechatConfigError("Not a transfer number", "TRANSFER");
  const own = { mch_id: options.mchid, appid: options.appid };
  try {
    const path = "/mmpaymkttransfers/gettransferinfo";
    return found(
      options,
      out_bill_no,
      await callUnsigned(options, path, { ...own, partner_trade_no: out_bill_no }),
    );
  } catch (error) {
    if (error instanceof WechatPayError && error.errCode === "NOT_FOUND") return { state: "NOTEXIST" };
    throw error;
  }
}

function found({ appid, mchid }: V2Options, number: string, fields: Record<string, string>): Payout {
  const answer = foundSchema.safeParse(fields);
  if (!answer.success) throw incomplete(faultyFields(answer.error));
  const { partner_trade_no, mch_id = mchid, status, reason, openid, payment_amount } = answer.data;
  if (mch_id !== mchid || (answer.data.appid ?? appid) !== appid) throw otherMerchant();
  if (partner_trade_no !== number) throw incomplete("the transfer's number: it is another one's");
  return {
    out_bill_no: number,
    bill_id: answer.data.detail_id ?? "",
    state: transferState(status),
    amount: payment_amount,
    openid,
    fail_reason: reason,
    raw: fields,
  };
}

function transferState(status: string): PayoutState {
  switch (status) {
    case "SUCCESS":
    case "FAILED":
    case "PROCESSING":
      return status;
    default:
      return "UNKNOWN";
  }
}
