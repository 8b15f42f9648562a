import { z } from "zod";
import { WechatConfigError, WechatPayError } from "../../errors";
import { cutToCharacters, faultyFields } from "../text";
import type { Payout, PayoutQuery, PayoutRef, RedPack, TransferConf, TransferRequest } from "../types";
import { callFor } from "./call";
import { checkedNotifyUrl, fen, optional, required } from "./fields";
import type { V3Options } from "./options";
import { payoutState } from "./payout-state";
import { incomplete } from "./untrusted";
import { encryptedField, preferredKey } from "./wechat-keys";

/** Merchant transfers, which the person confirms; red packs are one kind of them. (WeChat Pay v3, merchant transfer) */

const base = "/v3/fund-app/mch-transfer/transfer-bills";

/** From this amount on WeChat compares the person's name; below the other it refuses one. Fen. */
const nameRequiredFrom = 200_000;
const nameRefusedBelow = 30;

const outBillNo = z.string().regex(/^[0-9A-Za-z]{1,32}$/);
const characters = (max: number) => z.string().refine((text) => text !== "" && [...text].length <= max);

const requestSchema = z
  .object({
    out_bill_no: outBillNo,
    openid: z.string().min(1).max(64),
    amount: z.int().min(10),
    remark: characters(32),
    user_name: z.string().min(1).max(64).optional(),
    transfer_scene_id: z.string().min(1).max(36).default("1000"),
    transfer_scene_report_infos: z
      .array(z.object({ info_type: characters(15), info_content: characters(32) }))
      .min(1)
      .refine((infos) => new Set(infos.map((info) => info.info_type)).size === infos.length)
      .optional(),
    user_recv_perception: z.string().min(1).optional(),
    style: z.enum(["CONFIRM_PAGE", "RED_PACKET"]).optional(),
  })
  .refine(({ amount, user_name }) => amount < nameRequiredFrom || user_name !== undefined, {
    path: ["user_name"],
  })
  // What each other scene has to report is for whoever applied for it to know.
  .refine((transfer) => transfer.transfer_scene_id === "1000" || transfer.transfer_scene_report_infos, {
    path: ["transfer_scene_report_infos"],
  });
type CheckedTransfer = z.infer<typeof requestSchema>;

const answerSchema = z.object({
  out_bill_no: required,
  transfer_bill_no: required,
  state: required,
  package_info: z.string().nullish(),
  fail_reason: optional,
  transfer_amount: fen.nullish(),
  openid: optional,
  mch_id: optional,
});

/** See Wxpay.transfer. */
export async function transfer(options: V3Options, request: TransferRequest): Promise<Payout> {
  const checked = requestSchema.safeParse(request);
  if (!checked.success) {
    throw new WechatConfigError(`The transfer is faulty in: ${faultyFields(checked.error)}`, "TRANSFER");
  }
  const { out_bill_no, amount, openid, user_name } = checked.data;
  const key = await preferredKey(options);
  const name =
    user_name !== undefined && amount >= nameRefusedBelow ? encryptedField(user_name, key) : undefined;
  const body = { ...transferBody(options, checked.data), user_name: name };
  const payout = await callForPayout(options, { method: "POST", path: base, body }, out_bill_no, key.serial);
  return { ...payout, amount, openid };
}

/** See Wxpay.sendRedPack: a transfer that opens like a red pack. */
export function sendRedPack(options: V3Options, pack: RedPack): Promise<Payout> {
  const activity = cutToCharacters(pack.act_name, 32);
  const remark = cutToCharacters(pack.remark || pack.act_name, 32);
  return transfer(options, {
    out_bill_no: pack.mch_billno,
    openid: pack.re_openid,
    amount: pack.total_amount,
    remark,
    transfer_scene_report_infos: promotion(activity, remark),
    style: "RED_PACKET",
  });
}

/** See Wxpay.payoutQuery. */
export async function payoutQuery(options: V3Options, { out_bill_no }: PayoutRef): Promise<PayoutQuery> {
  try {
    return await callForPayout(options, { method: "GET", path: billPath(out_bill_no) }, out_bill_no);
  } catch (error) {
    if (error instanceof WechatPayError && error.errCode === "NOT_FOUND") return { state: "NOTEXIST" };
    throw error;
  }
}

/** See Wxpay.cancelTransfer: WeChat begins to take it back, the query tells when it is done. */
export async function cancelTransfer(options: V3Options, out_bill_no: string): Promise<Payout> {
  const path = `${billPath(out_bill_no)}/cancel`;
  return callForPayout(options, { method: "POST", path, body: {} }, out_bill_no);
}

/** See Wxpay.getTransferConf. */
export const transferConf = ({ appid, mchid }: V3Options, package_info: string): TransferConf => ({
  mchId: mchid,
  appId: appid,
  package: package_info,
});

function transferBody({ appid, notifyUrl }: V3Options, request: CheckedTransfer): Record<string, unknown> {
  const { out_bill_no, openid, amount, remark, transfer_scene_id, style } = request;
  return {
    appid,
    out_bill_no,
    transfer_scene_id,
    openid,
    transfer_amount: amount,
    transfer_remark: remark,
    notify_url: checkedNotifyUrl(notifyUrl("transfer")),
    user_recv_perception: request.user_recv_perception,
    transfer_scene_report_infos: request.transfer_scene_report_infos ?? promotion(remark, remark),
    user_recv_style: style && { type: style },
  };
}

/** What scene 1000 wants to know, in the very words that WeChat compares. */
const promotion = (activity: string, reward: string) => [
  { info_type: "活动名称", info_content: activity },
  { info_type: "奖励说明", info_content: reward },
];

async function callForPayout(
  options: V3Options,
  call: Parameters<typeof callFor>[1],
  out_bill_no: string,
  serial?: string,
): Promise<Payout> {
  const { data, raw } = await callFor(options, call, "payout", answerSchema, serial);
  if (data.out_bill_no !== out_bill_no || (data.mch_id ?? options.mchid) !== options.mchid) {
    throw incomplete("the transfer's number: it is another one's");
  }
  return {
    out_bill_no,
    bill_id: data.transfer_bill_no,
    state: payoutState(data.state, data.fail_reason),
    amount: data.transfer_amount ?? undefined,
    openid: data.openid,
    package_info: data.package_info || undefined,
    fail_reason: data.fail_reason,
    raw,
  };
}

function billPath(out_bill_no: string): string {
  if (!outBillNo.safeParse(out_bill_no).success)
    throw new WechatConfigError("Not a transfer number", "TRANSFER");
  return `${base}/out-bill-no/${out_bill_no}`;
}
