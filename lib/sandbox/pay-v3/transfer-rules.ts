import { constants, privateDecrypt } from "node:crypto";
import { z } from "zod";
import type { Person } from "../people";
import { readSetting, writeSetting } from "../settings";
import { type RefusalParts, refuse, type V3Answer } from "./answer";
import { fen, notifyUrl, text } from "./body";
import type { SignedCall } from "./call";
import { platformKey } from "./keys";
import { v3Sections } from "./sections";
import { isForeignScene, type TransferScene, transferScene, transferSceneIds } from "./transfer-scenes";

/** What a transfer must look like. (WeChat Pay v3, merchant transfer) */

const section = v3Sections.transfer;

export const transferSchema = z.looseObject({
  appid: text(32),
  out_bill_no: z.string("应当是字符串").regex(/^[0-9A-Za-z]{1,32}$/, "应当是 1 到 32 位的数字和字母"),
  transfer_scene_id: text(36),
  openid: text(64),
  user_name: text(1024).optional(),
  transfer_amount: fen(1),
  transfer_remark: text(32),
  notify_url: notifyUrl(256).optional(),
  user_recv_perception: text(32).optional(),
  transfer_scene_report_infos: z
    .array(
      z.looseObject({ info_type: text(15), info_content: text(32) }),
      "应当是 [{info_type, info_content}]",
    )
    .optional(),
  user_recv_style: z
    .looseObject({ type: z.enum(["CONFIRM_PAGE", "RED_PACKET"], "应当是 CONFIRM_PAGE 或 RED_PACKET") })
    .optional(),
});
export type TransferFields = z.infer<typeof transferSchema>;

/** Fen. */
const least = 10;
const defaultMost = 20_000;
const limitSetting = "v3_transfer_limit";

/** The most that one transfer may be, as the merchant set it in its console. Fen. */
export async function transferLimit(): Promise<number> {
  return Number((await readSetting(limitSetting)) ?? defaultMost);
}

export async function setTransferLimit(fen: number): Promise<void> {
  await writeSetting(limitSetting, String(fen));
}

const refused = (message: string, why: RefusalParts): V3Answer =>
  refuse("PARAM_ERROR", message, { section, ...why });
const invalid = (message: string, why: RefusalParts): V3Answer =>
  refuse("INVALID_REQUEST", message, { section, ...why });

/** Checks scene, reports, perception and amount. */
export async function checkTransfer(fields: TransferFields): Promise<V3Answer | null> {
  const most = await transferLimit();
  return checkScene(fields) ?? checkAmount(fields.transfer_amount, most);
}

/** What was let pass of a transfer that was checked. */
export function transferNotes({
  transfer_scene_id: id,
  user_recv_perception: perception,
}: TransferFields): string[] {
  const scene = transferScene(id);
  if (scene === null) {
    return [`沙箱不知道场景 ${id} 要报备什么、能用哪些收款感知，没有核对：以商户平台申请到的为准`];
  }
  if (perception === undefined || scene.perceptions.includes(perception)) return [];
  return [
    `收款感知“${perception}”不在沙箱知道的（${scene.perceptions.join("、")}）之中；这个场景还有别的，沙箱放过`,
  ];
}

function checkScene(fields: TransferFields): V3Answer | null {
  const id = fields.transfer_scene_id;
  const scene = transferScene(id);
  if (scene !== null) return checkReports(fields, scene) ?? checkPerception(fields, scene);
  if (!isForeignScene(id)) {
    return refuse("NO_AUTH", "商户号未获得此转账场景的权限", {
      rule: `沙箱的商户号开通了 ${transferSceneIds.join("、")}：场景要在商户平台申请`,
      section,
      field: "transfer_scene_id",
      given: id,
    });
  }
  if (fields.transfer_scene_report_infos?.length) return null;
  return refused("需传入转账场景报备信息,请检查", {
    rule: "每个场景都有要报备的信息",
    field: "transfer_scene_report_infos",
  });
}

function checkReports(fields: TransferFields, { name, infoTypes }: TransferScene): V3Answer | null {
  const id = fields.transfer_scene_id;
  const infos = fields.transfer_scene_report_infos ?? [];
  const field = "transfer_scene_report_infos";
  const expected = infoTypes.join("、");
  const rule = `场景 ${id}（${name}）要报备 ${expected}，一项不能多、不能少、不能重复，info_type 一字不差`;
  const given = infos.map(({ info_type }) => info_type).join("、");
  const why = { rule, field, expected, given };
  if (infos.length === 0) return refused("需传入转账场景报备信息,请检查", why);
  const complete =
    infos.length === infoTypes.length && infoTypes.every((type) => given.split("、").includes(type));
  return complete ? null : refused("未传入完整且对应的转账场景报备信息,请根据接口文档检查", why);
}

function checkPerception(fields: TransferFields, { perceptions, open }: TransferScene): V3Answer | null {
  const perception = fields.user_recv_perception;
  if (open || perception === undefined || perceptions.includes(perception)) return null;
  return invalid("暂不支持展示当前传入的用户收款感知", {
    rule: `场景 ${fields.transfer_scene_id} 的收款感知只能是 ${perceptions.join("、")}`,
    field: "user_recv_perception",
    expected: perceptions.join("、"),
    given: perception,
  });
}

function checkAmount(amount: number, most: number): V3Answer | null {
  if (amount >= least && amount <= most) return null;
  return invalid("超过单笔转账上下限,核实产品设置是否准确", {
    rule: `单笔最少 ${least} 分，最多 ${most} 分（商户平台的设置）`,
    field: "transfer_amount",
    given: String(amount),
  });
}

/** From here on the person's real name is required. Fen. */
const namedFrom = 200_000;

/**
 * The person's name: required from 2000 yuan on, encrypted to the key that `Wechatpay-Serial` names.
 * @returns the reason for which the transfer fails when the name is another's; null when all is well
 */
export function checkName(
  call: SignedCall,
  { user_name, transfer_amount }: TransferFields,
  person: Person,
): V3Answer | { failReason: string | null } {
  const field = "user_name";
  if (user_name === undefined) {
    if (transfer_amount < namedFrom) return { failReason: null };
    const rule = "2000 元及以上的转账要填收款人的真实姓名（加密）";
    return refused("转账金额大于等于2000元,需传入收款用户姓名", { rule, field });
  }
  const key = call.serial === null ? null : platformKey(call.serial);
  if (key === null) {
    return refused("HTTP header缺少微信支付平台证书序列号(Wechatpay-Serial)", {
      rule: "有加密的字段，就要用 Wechatpay-Serial 说明是用哪个公钥加密的",
      section: v3Sections.sensitive,
      field: "Wechatpay-Serial",
    });
  }
  const name = decrypt(user_name, key.privateKey);
  if (name !== null) return { failReason: name === person.nickname ? null : "NAME_NOT_CORRECT" };
  return refused("敏感信息解密失败，请检查加密方式和Wechatpay-Serial是否正确", {
    rule: "敏感字段用微信支付公钥（或平台证书）做 RSAES-OAEP（SHA-1、MGF1-SHA-1）加密，再 Base64",
    section: v3Sections.sensitive,
    field,
    given: user_name.slice(0, 80),
    advice: "用的公钥要和 Wechatpay-Serial 说的是同一把；填充方式是 OAEP，不是 PKCS#1 v1.5",
  });
}

/** What was encrypted to a platform key; null when it was not. (WeChat Pay v3, sensitive fields) */
export function decrypt(text: string, privateKey: string): string | null {
  try {
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    const bytes = Buffer.from(text, "base64");
    return privateDecrypt({ key: privateKey, padding, oaepHash: "sha1" }, bytes).toString("utf8");
  } catch {
    return null;
  }
}
