import { isIPv4 } from "node:net";
import { z } from "zod";
import { WechatConfigError, WechatPayError } from "../../errors";
import { byteLength, faultyFields } from "../text";
import type { Payout, PayoutQuery, PayoutState, RedPack, V2Options } from "../types";
import { callUnsigned, incomplete, otherMerchant } from "./call";
import { optional, positiveFen, required } from "./fields";

/** Cash red packs. WeChat closed them to new merchants in June 2026. (WeChat Pay v2, cash red packs) */

const bytes = (max: number) => z.string().refine((text) => text !== "" && byteLength(text) <= max);

/** Fen. */
const usual = { min: 100, max: 20_000 };
const wholeGroup = { min: 100, max: 100_000 };

const base = z.object({
  mch_billno: z.string().regex(/^[0-9A-Za-z]{1,28}$/),
  re_openid: z.string().min(1).max(32),
  total_amount: z.int().min(1),
  wishing: bytes(128),
  act_name: bytes(32),
  remark: bytes(256),
  scene_id: z
    .string()
    .regex(/^PRODUCT_[1-8]$/)
    .optional(),
});

const within = (amount: number, { min, max }: { min: number; max: number }) => amount >= min && amount <= max;

const packSchema = base.refine((pack) => pack.scene_id !== undefined || within(pack.total_amount, usual), {
  path: ["total_amount"],
});

const groupSchema = base
  // WeChat is said to allow 20 at most, which nobody could confirm: that is left to it.
  .extend({ total_num: z.int().min(3) })
  .refine(
    ({ total_amount, total_num }) =>
      within(total_amount, wholeGroup) && within(total_amount / total_num, usual),
    { path: ["total_amount"] },
  );

const senderSchema = z.object({ send_name: bytes(32), client_ip: z.string().refine(isIPv4) });

/** See Wxpay.sendRedPack. */
export function sendRedPack(options: V2Options, pack: RedPack): Promise<Payout> {
  const { client_ip, ...sender } = checkedSender(options);
  const fields = checked(packSchema, pack);
  return send(options, "/mmpaymkttransfers/sendredpack", { ...sender, ...fields, total_num: 1, client_ip });
}

/** See Wxpay.sendGroupRedPack: each gets a random part. */
export function sendGroupRedPack(options: V2Options, pack: RedPack & { total_num: number }): Promise<Payout> {
  const { send_name } = checkedSender(options);
  const fields = checked(groupSchema, pack);
  const params = { send_name, ...fields, amt_type: "ALL_RAND" };
  return send(options, "/mmpaymkttransfers/sendgroupredpack", params);
}

function checkedSender({ sendName, clientIp }: V2Options) {
  return checked(senderSchema, { send_name: sendName, client_ip: clientIp });
}

function checked<T>(schema: z.ZodType<T>, given: unknown): T {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw new WechatConfigError(`The red pack is faulty in: ${faultyFields(result.error)}`, "RED_PACK");
}

type Pack = z.infer<typeof base> & Record<string, string | number | undefined>;

const sentSchema = z.object({
  mch_billno: required,
  mch_id: required,
  wxappid: required,
  re_openid: required,
  total_amount: positiveFen,
  send_listid: required,
});

/** The answer is not signed; that it is about this red pack can be seen. */
async function send(options: V2Options, path: string, pack: Pack): Promise<Payout> {
  const own = { mch_id: options.mchid, wxappid: options.appid };
  const fields = await callUnsigned(options, path, { ...own, ...pack });
  const answer = sentSchema.safeParse(fields);
  if (!answer.success) throw incomplete(faultyFields(answer.error));
  const { mch_billno, re_openid, total_amount, send_listid, mch_id, wxappid } = answer.data;
  if (mch_id !== options.mchid || wxappid !== options.appid) throw otherMerchant();
  const same =
    mch_billno === pack.mch_billno && re_openid === pack.re_openid && total_amount === pack.total_amount;
  if (!same) throw incomplete("the red pack: it is another one");
  return {
    out_bill_no: mch_billno,
    bill_id: send_listid,
    state: "WAIT_USER",
    amount: total_amount,
    openid: re_openid,
    raw: fields,
  };
}

const foundSchema = z.object({
  mch_billno: required,
  mch_id: optional,
  detail_id: required,
  status: required,
  total_amount: positiveFen,
  reason: optional,
});

/** See Wxpay.payoutQuery. Who took what part of a group's red pack is not read. */
export async function redPackQuery(options: V2Options, mch_billno: string): Promise<PayoutQuery> {
  if (!base.shape.mch_billno.safeParse(mch_billno).success)
    throw new WechatConfigError("Not a red pack's number", "RED_PACK");
  const own = { mch_id: options.mchid, appid: options.appid, bill_type: "MCHT" };
  try {
    const path = "/mmpaymkttransfers/gethbinfo";
    return found(
      options,
      mch_billno,
      await callUnsigned(options, path, { ...own, mch_billno }, { ignore: ["hblist"] }),
    );
  } catch (error) {
    if (error instanceof WechatPayError && error.errCode === "NOT_FOUND") return { state: "NOTEXIST" };
    throw error;
  }
}

function found({ mchid }: V2Options, number: string, fields: Record<string, string>): Payout {
  const answer = foundSchema.safeParse(fields);
  if (!answer.success) throw incomplete(faultyFields(answer.error));
  const { mch_billno, mch_id = mchid, detail_id, status, total_amount, reason } = answer.data;
  if (mch_id !== mchid) throw otherMerchant();
  if (mch_billno !== number) throw incomplete("the red pack's number: it is another one's");
  return {
    out_bill_no: number,
    bill_id: detail_id,
    state: redPackState(status),
    amount: total_amount,
    fail_reason: reason,
    raw: fields,
  };
}

function redPackState(status: string): PayoutState {
  switch (status) {
    case "SENDING":
    // Nobody took it, and the money is on its way back.
    case "RFUND_ING":
      return "PROCESSING";
    case "SENT":
      return "WAIT_USER";
    case "RECEIVED":
      return "SUCCESS";
    case "FAILED":
      return "FAILED";
    case "REFUND":
      return "RETURNED";
    default:
      return "UNKNOWN";
  }
}
