import { db } from "@/lib/db";
import { writeSetting } from "./settings";

/** What can be made to go wrong, once or until it is switched off again. */

export const faultNames = [
  "pay_fails",
  "user_cancels",
  "notice_lost",
  "notice_late",
  "notice_doubled",
  "notice_forged",
  "api_error",
  "js_refused",
  "pay_systemerror",
] as const;
export type FaultName = (typeof faultNames)[number];

const texts: Readonly<Record<FaultName, [title: string, description: string]>> = {
  pay_fails: ["支付失败", "下一次付款时银行拒绝，JSAPI 返回 fail"],
  user_cancels: ["用户取消", "下一次付款在最后一步被取消，JSAPI 返回 cancel"],
  notice_lost: ["通知丢失", "下一笔付款的通知永远不会送出，只能靠查单发现"],
  notice_late: ["通知迟到", "下一笔付款的通知 15 秒后才第一次送出"],
  notice_doubled: ["通知重复", "下一笔付款的通知同时送出两次"],
  notice_forged: ["伪造通知", "下一笔付款的通知之前，先来一个用错误密钥签名的"],
  api_error: ["接口系统错误", "下一次调用 api.weixin.qq.com 返回 -1 system error"],
  js_refused: ["config 被拒", "下一次 wx.config 被拒绝：config:fail"],
  pay_systemerror: ["支付系统错误", "下一次调用 api.mch.weixin.qq.com 返回 SYSTEMERROR，订单不变"],
};

export interface FaultState {
  name: FaultName;
  title: string;
  description: string;
  on: boolean;
  /** Stays on until it is switched off. */
  sticky: boolean;
}

export function isFaultName(value: unknown): value is FaultName {
  return faultNames.some((name) => name === value);
}

const settingOf = (name: FaultName): string => `fault:${name}`;

/** All faults, with those that are switched on. */
export async function listFaults(): Promise<FaultState[]> {
  const rows = await db().sandboxSetting.findMany({ where: { name: { startsWith: "fault:" } } });
  const values = new Map(rows.map((row) => [row.name, row.value]));
  return faultNames.map((name) => {
    const [title, description] = texts[name];
    const value = values.get(settingOf(name));
    return { name, title, description, on: value !== undefined, sticky: value === "sticky" };
  });
}

/** Switches a fault on for one time, or until it is switched off, or off. */
export async function setFault(name: FaultName, on: boolean, sticky = false): Promise<void> {
  if (on) await writeSetting(settingOf(name), sticky ? "sticky" : "once");
  else await db().sandboxSetting.deleteMany({ where: { name: settingOf(name) } });
}

/** Whether the fault strikes now; one that was set for one time is gone afterwards, whoever asks at the same moment. */
export async function strikes(name: FaultName): Promise<boolean> {
  const row = await db().sandboxSetting.findUnique({ where: { name: settingOf(name) } });
  if (!row) return false;
  if (row.value === "sticky") return true;
  const taken = await db().sandboxSetting.deleteMany({ where: { name: settingOf(name), value: "once" } });
  return taken.count > 0;
}
