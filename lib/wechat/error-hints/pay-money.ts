import type { Hint } from "./hint";

/** The codes of refunds, red packs, transfers and bills. (WeChat Pay v2, refund, red packs, transfers; v3, merchant transfer) */

export const moneyHints: Readonly<Record<string, Hint>> = {
  TRADE_OVERDUE: {
    en: "The payment is more than a year old: it cannot be refunded through WeChat any more.",
    zh: "订单已超过一年的退款期限，无法原路退款。",
  },
  USER_ACCOUNT_ABNORMAL: {
    en: "The payer's account or card is closed: send the money back another way, as the merchant console offers.",
    zh: "用户账户异常或已注销：请到商户平台改用其他方式退款。",
  },
  REFUND_FEE_MISMATCH: {
    en: "This refund number was used with another amount: repeat it with the first amount, or take a new number after a query.",
    zh: "该退款单号曾以不同金额提交：请用原金额重试，或查询后换新单号。",
  },
  ORDER_NOT_READY: {
    en: "The order is still being processed: repeat the refund later with the same number.",
    zh: "订单处理中，暂不能退款：请稍后用原退款单号重试。",
    retryable: true,
  },
  REFUNDNOTEXIST: {
    en: "WeChat has no refund of this number under this mch_id.",
    zh: "该商户号下没有这个退款单号：请核对单号与商户号。",
  },
  SENDNUM_LIMIT: {
    en: "This person had as many red packs today as the merchant allows: try again tomorrow, or raise the limit in the console.",
    zh: "该用户今日领取红包个数已达上限：请明天再发，或在商户平台调整限制。",
  },
  ILLEGAL_APPID: {
    en: "A red pack goes out under a service account's appid, not under a mobile app's.",
    zh: "红包须使用公众号的 AppID，不能使用移动应用的 AppID。",
  },
  MONEY_LIMIT: {
    en: "The amount of one red pack or transfer is outside of what the merchant allows: 1 to 200 yuan by default, other amounts need a scene_id.",
    zh: "单笔金额超出限制：默认 1 至 200 元，其他金额须指定 scene_id 并在商户平台设置。",
  },
  AMOUNT_LIMIT: {
    en: "The amount is outside of the limits for one transfer, or the day's sum is used up: look at the product's settings in the console.",
    zh: "金额超出单笔或单日限额：请到商户平台核对产品设置。",
  },
  SEND_FAILED: {
    en: "This red pack or transfer has failed for good: to pay nevertheless, take a new number after a query.",
    zh: "该笔发放已失败：查询确认后，如需重发请更换单号。",
  },
  FATAL_ERROR: {
    en: "This number was sent before with other parameters: query what became of it.",
    zh: "该单号曾以不同参数提交：请先查询原单结果。",
  },
  OUT_BILL_NO_USED: {
    en: "This number was sent before with other data: query what became of it.",
    zh: "单号已存在但信息不一致：请先查询原单结果。",
  },
  ALREADY_EXISTS: {
    en: "This number was sent before: query what became of it.",
    zh: "单号已存在：请先查询原单结果。",
  },
  FREQ_LIMIT: {
    en: "Too many calls: wait, then repeat with the same number.",
    zh: "受频率限制：请稍候用原单号重试。",
    retryable: true,
  },
  SECOND_OVER_LIMITED: {
    en: "Too many red packs within a minute: wait, then repeat with the same number.",
    zh: "超出每分钟发放限制：请稍候用原单号重试。",
    retryable: true,
  },
  DAY_OVER_LIMITED: {
    en: "The day's number of red packs is used up: repeat tomorrow with the same number.",
    zh: "超出当日发放限制：请明天用原单号重试。",
  },
  SENDAMOUNT_LIMIT: {
    en: "The merchant's sum for the day is used up: repeat tomorrow with the same number, or raise the limit.",
    zh: "商户今日发放总额已达上限：请明天用原单号重试，或调整额度。",
  },
  RCVDAMOUNT_LIMIT: {
    en: "This person's sum for the day is used up: repeat tomorrow with the same number.",
    zh: "该用户今日领取总额已达上限：请明天用原单号重试。",
  },
  OPENID_ERROR: {
    en: "The openid is no person's under this appid.",
    zh: "openid 有误：请确认它属于该 AppID。",
  },
  MSGAPPID_ERROR: {
    en: "The appid that is to deliver the red pack is not bound to this merchant.",
    zh: "触达用户的 AppID 与商户号没有关联。",
  },
  NAME_MISMATCH: {
    en: "The person's real name is another one.",
    zh: "收款人真实姓名与账户不一致。",
  },
  V2_ACCOUNT_SIMPLE_BAN: {
    en: "The person's WeChat Pay account is not verified with a real name, so it cannot receive money.",
    zh: "非实名用户账号，无法收款。",
  },
  RECV_ACCOUNT_NOT_ALLOWED: {
    en: "This person's account is not on the list of those whom the merchant may pay.",
    zh: "收款账户不在允许名单内：请到商户平台设置。",
  },
  PAY_CHANNEL_NOT_ALLOWED: {
    en: "The merchant may not pay from this place: look at the product's settings in the console.",
    zh: "该商户号的付款渠道受限：请到商户平台核对产品设置。",
  },
  NOT_FOUND: {
    en: "WeChat has no red pack or transfer of this number under this mch_id.",
    zh: "该商户号下没有这个单号的红包或付款：请核对单号。",
  },
  USER_ERROR: {
    en: "The merchant's account is restricted: look at the notices in the merchant console.",
    zh: "商户存在异常，暂时无法转账：请查看商户平台的通知。",
  },
  RESOURCE_NOT_EXISTS: {
    en: "WeChat has nothing of this number under this mch_id.",
    zh: "该商户号下没有这个单号：请核对单号与商户号。",
  },
  NO_STATEMENT_EXIST: {
    en: "There is no bill of that day: nothing was paid on it, or it is more than three months ago.",
    zh: "该日没有账单：当天无交易，或已超过三个月。",
  },
  STATEMENT_CREATING: {
    en: "The bill is being made: it is there from about 10 o'clock of the next day on.",
    zh: "账单生成中：次日约 10 点后可下载。",
    retryable: true,
  },
};
