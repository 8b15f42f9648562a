import { db } from "@/lib/db";
import { writeSetting } from "./settings";

/** What can be made to go wrong, once or until it is switched off again. */

/** What a fault is about, in the order in which the console shows it. */
export const faultGroups = ["pay", "notice", "api"] as const;
export type FaultGroup = (typeof faultGroups)[number];

const faults = {
  pay_fails: ["pay", "支付失败", "下一次付款时银行拒绝，JSAPI 返回 fail"],
  user_cancels: ["pay", "用户取消", "下一次付款在最后一步被取消，JSAPI 返回 cancel"],
  pay_systemerror: ["pay", "支付系统错误", "下一次调用 api.mch.weixin.qq.com 返回 SYSTEMERROR，订单不变"],
  notice_lost: ["notice", "通知丢失", "下一笔付款的通知永远不会送出，只能靠查单发现"],
  notice_late: ["notice", "通知迟到", "下一笔付款的通知 15 秒后才第一次送出"],
  notice_doubled: ["notice", "通知重复", "下一笔付款的通知同时送出两次"],
  notice_forged: ["notice", "伪造通知", "下一笔付款的通知之前，先来一个用错误密钥签名的"],
  api_error: ["api", "接口系统错误", "下一次调用 api.weixin.qq.com 返回 -1 system error"],
  api_slow: ["api", "接口很慢", "下一次调用 api.weixin.qq.com 的应答晚 15 秒，事情已经办了"],
  api_down: ["api", "接口连不上", "下一次调用 api.weixin.qq.com 得到 HTTP 502 和一个 HTML 页面"],
  api_html: ["api", "接口答 HTML", "下一次调用 api.weixin.qq.com 得到 HTTP 200，内容却是 HTML"],
  ip_refused: ["api", "IP 被拒", "下一次取 access_token 返回 40164：IP 不在白名单"],
  secret_frozen: ["api", "密钥冻结", "下一次取 access_token 返回 40243：AppSecret 被冻结"],
  token_quota: ["api", "次数用完", "下一次取 access_token 返回 45009：今天的次数用完了"],
  ticket_stale: ["api", "ticket 失效", "下一次 getticket 给出的 jsapi_ticket 已经失效，签名会不对"],
  grant_void: ["api", "用户改密码", "下一次 sns/oauth2/refresh_token 返回 42007，用户要重新授权"],
  js_refused: ["api", "config 被拒", "下一次 wx.config 被拒绝：config:fail"],
} as const satisfies Record<string, readonly [FaultGroup, title: string, description: string]>;

export type FaultName = keyof typeof faults;

export const faultNames = Object.keys(faults) as [FaultName, ...FaultName[]];

export interface FaultState {
  name: FaultName;
  group: FaultGroup;
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
    const [group, title, description] = faults[name];
    const value = values.get(settingOf(name));
    return { name, group, title, description, on: value !== undefined, sticky: value === "sticky" };
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
