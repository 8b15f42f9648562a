import { db } from "@/lib/db";
import { writeSetting } from "./settings";

/** What can be made to go wrong, once or until it is switched off again. */

/** What a fault is about, in the order in which the console shows it. */
export const faultGroups = ["pay", "notice", "mch", "refund", "payout", "api", "chat"] as const;
export type FaultGroup = (typeof faultGroups)[number];

const faults = {
  pay_fails: ["pay", "支付失败", "下一次付款时银行拒绝，JSAPI 返回 fail"],
  user_cancels: ["pay", "用户取消", "下一次付款在最后一步被取消，JSAPI 返回 cancel"],
  v3_notice_signtest: ["notice", "通知签名探测", "下一个 V3 通知第一次送出时签名是故意错的，重发的才是对的"],
  notice_lost: ["notice", "通知丢失", "下一笔付款的通知永远不会送出，只能靠查单发现"],
  notice_late: ["notice", "通知迟到", "下一笔付款的通知 15 秒后才第一次送出"],
  notice_doubled: ["notice", "通知重复", "下一笔付款的通知同时送出两次"],
  notice_forged: ["notice", "伪造通知", "下一笔付款的通知之前，先来一个用错误密钥签名的"],
  pay_systemerror: ["mch", "系统错误", "下一次调用 api.mch.weixin.qq.com 返回 SYSTEMERROR，什么也没办"],
  pay_systemerror_after: ["mch", "办了却报系统错误", "下一次调用返回 SYSTEMERROR，其实事情已经办了"],
  pay_need_retry: ["mch", "要求重试", "下一次调用返回 BIZERR_NEED_RETRY，什么也没办"],
  pay_need_retry_after: ["mch", "办了却要求重试", "下一次调用返回 BIZERR_NEED_RETRY，其实事情已经办了"],
  pay_no_answer: ["mch", "没有应答", "下一次调用的连接断开，什么也没办"],
  pay_no_answer_after: ["mch", "办了却没有应答", "下一次调用的连接断开，其实事情已经办了"],
  pay_half: ["mch", "半个应答", "下一次调用只收到半个应答，什么也没办"],
  pay_half_after: ["mch", "办了却只答一半", "下一次调用只收到半个应答，其实事情已经办了"],
  pay_bad_sign: ["mch", "应答签名不对", "下一次调用答 SUCCESS 但签名是错的，什么也没办"],
  pay_bad_sign_after: ["mch", "办了但应答签名不对", "下一次调用的应答签名是错的，其实事情已经办了"],
  pay_late: ["mch", "应答迟到", "下一次调用的应答晚 15 秒，事情已经办了"],
  v3_signtest: ["mch", "签名探测", "下一次 V3 应答的签名是故意错的（WECHATPAY/SIGNTEST/），事情已经办了"],
  bill_missing: ["mch", "账单少一行", "下一次下载的账单缺第一笔"],
  bill_extra: ["mch", "账单多一行", "下一次下载的账单多出一笔谁也不认识的付款"],
  bill_amount: ["mch", "账单金额不对", "下一次下载的账单里第一笔少 1 分钱"],
  refund_slow: ["refund", "退款很慢", "下一笔退款 10 分钟后才到账"],
  refund_abnormal: ["refund", "退款异常", "下一笔退款退不进去，状态变成 CHANGE（V3：ABNORMAL）"],
  refund_closed: ["refund", "退款关闭", "下一笔退款被关闭，钱回到商户"],
  refund_notice_lost: ["refund", "退款通知丢失", "下一个退款通知永远不会送出，只能靠查询发现"],
  refund_notice_late: ["refund", "退款通知迟到", "下一个退款通知 15 秒后才第一次送出"],
  refund_notice_doubled: ["refund", "退款通知重复", "下一个退款通知同时送出两次"],
  refund_notice_forged: ["refund", "伪造退款通知", "下一个退款通知之前，先来一个用错误密钥加密的"],
  payout_failed: ["payout", "发放失败", "下一个红包或付款返回 SEND_FAILED，没有发出"],
  payout_processing: ["payout", "发放处理中", "下一个红包返回 PROCESSING，10 秒后才发出，只能靠查询发现"],
  payout_risk: ["payout", "风险拦截", "下一个红包或付款返回 NO_AUTH：存在风险，被微信拦截"],
  transfer_fails: ["payout", "收款失败", "下一次确认收款失败：单据 FAIL，钱退回商户"],
  transfer_notice_lost: ["payout", "转账通知丢失", "下一个转账通知永远不会送出，只能靠查询发现"],
  transfer_notice_late: ["payout", "转账通知迟到", "下一个转账通知 15 秒后才第一次送出"],
  transfer_notice_doubled: ["payout", "转账通知重复", "下一个转账通知同时送出两次"],
  transfer_notice_forged: ["payout", "伪造转账通知", "下一个转账通知之前，先来一个签名不对的"],
  api_error: ["api", "接口系统错误", "下一次调用 api.weixin.qq.com 返回 -1 system error"],
  api_busy: [
    "api",
    "每分钟次数用完",
    "下一次调用 api.weixin.qq.com 返回 45011：这一分钟调用太多，什么也没办",
  ],
  api_slow: ["api", "接口很慢", "下一次调用 api.weixin.qq.com 的应答晚 15 秒，事情已经办了"],
  api_down: ["api", "接口连不上", "下一次调用 api.weixin.qq.com 得到 HTTP 502 和一个 HTML 页面"],
  api_html: ["api", "接口答 HTML", "下一次调用 api.weixin.qq.com 得到 HTTP 200，内容却是 HTML"],
  ip_refused: ["api", "IP 被拒", "下一次取 access_token 返回 40164：IP 不在白名单"],
  secret_frozen: ["api", "密钥冻结", "下一次取 access_token 返回 40243：AppSecret 被冻结"],
  token_quota: ["api", "次数用完", "下一次取 access_token 返回 45009：今天的次数用完了"],
  ticket_stale: ["api", "ticket 失效", "下一次 getticket 给出的 jsapi_ticket 已经失效，签名会不对"],
  grant_void: ["api", "用户改密码", "下一次 sns/oauth2/refresh_token 返回 42007，用户要重新授权"],
  js_refused: ["api", "config 被拒", "下一次 wx.config 被拒绝：config:fail"],
  push_lost: ["chat", "推送丢失", "下一条消息或事件一次也不送到店铺的服务器"],
  push_doubled: ["chat", "推送重复", "下一条消息或事件同时送出两次"],
  push_retry: ["chat", "推送重试", "下一条消息或事件的前两次应答都当作迟到，一共送三次"],
  push_stale: ["chat", "过期推送", "下一条之前，先送一个 11 分钟以前的请求"],
  push_forged: ["chat", "伪造推送", "下一条之前，先送一个用错误的 Token 签名的请求"],
  push_plain: ["chat", "明文推送", "下一条之前，先送一个没有加密的请求（安全模式和兼容模式）"],
  push_other_appid: ["chat", "别人的信封", "下一条之前，先送一个装着别人 appid 的信封（安全模式和兼容模式）"],
  push_bad_padding: ["chat", "补位不对", "下一条之前，先送一个补位不对的信封（安全模式和兼容模式）"],
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

/** The first of `names` that strikes now, if any: the others stay as they are. One question to the database while none is on. */
export async function firstToStrike<N extends FaultName>(names: readonly N[]): Promise<N | null> {
  const wanted = { in: names.map(settingOf) };
  const rows = await db().sandboxSetting.findMany({ where: { name: wanted }, select: { name: true } });
  const on = new Set(rows.map((row) => row.name));
  for (const name of names) if (on.has(settingOf(name)) && (await strikes(name))) return name;
  return null;
}
