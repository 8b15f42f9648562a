import { config, type NoticeSettings, type OrderNoticeKind } from "../../config";
import { goodsText } from "../goods-text";
import { splitFen } from "../money";
import { fitted } from "./fit";

/**
 * Yours to edit: what the messages about orders are filled with. The keys are those of your own templates, as WeChat
 * shows them before `.DATA` (thing2, amount3 …): choose templates with these keywords, or write yours here. What
 * is too long for its key is cut (fit.ts).
 */

/** What a message can speak of. */
export type NoticeFacts = {
  orderId: string;
  /** The stones of the order, or of the part of it that was refunded. */
  items: readonly { name: string; quantity: number }[];
  /** Fen: of the order; of a refund what came back. */
  amount: number;
  /** Whether a refund is all that was paid. */
  whole: boolean;
  carrier: string;
  trackingNo: string;
  /** When it was paid, shipped, or came back. */
  at: Date;
};

/** Characters that a `thing` may have. */
const thingLength = 20;

type Fill = (facts: NoticeFacts) => Record<string, string>;
type Api = NoticeSettings["api"];

const common: Record<OrderNoticeKind, Fill> = {
  paid: ({ orderId, items, amount, at }) => ({
    character_string1: orderId,
    thing2: goodsText(items, thingLength),
    amount3: amountText(amount),
    time4: timeText(at),
  }),
  shipped: ({ orderId, carrier, trackingNo, at }) => ({
    character_string1: orderId,
    thing2: carrier,
    character_string3: trackingNo,
    time4: timeText(at),
  }),
  refunded: ({ orderId, amount, whole, at }) => ({
    character_string1: orderId,
    amount2: amountText(amount),
    phrase3: whole ? "已退款" : "部分退款",
    time4: timeText(at),
  }),
};

/** By interface: subscription notices have templates of their own, whose keys may differ. */
const fills: Record<Api, Record<OrderNoticeKind, Fill>> = { template: common, subscribe: common };

/** What a message says, by the template's keys, and the page that it opens. (Template messages; subscription notices) */
export function noticeMessage(api: Api, kind: OrderNoticeKind, facts: NoticeFacts) {
  return { data: fitted(fills[api][kind](facts)), page: `${config().appUrl}/orders/${facts.orderId}` };
}

const nobody: NoticeFacts = {
  orderId: "",
  items: [],
  amount: 0,
  whole: true,
  carrier: "",
  trackingNo: "",
  at: new Date(0),
};

/** The words that are filled in. */
export const noticeKeys = (api: Api, kind: OrderNoticeKind): string[] =>
  Object.keys(fills[api][kind](nobody));

/** ¥1280.00: an amount has no commas here. */
export function amountText(fen: number): string {
  const { sign, yuan, fen: rest } = splitFen(fen);
  return `${sign}¥${yuan.replaceAll(",", "")}.${rest}`;
}

const beijingOffsetMs = 8 * 60 * 60 * 1000;

/** 2026年1月31日 15:01, as a clock in China shows it. */
export function timeText(at: Date): string {
  const there = new Date(at.getTime() + beijingOffsetMs);
  const [year, month, day] = [there.getUTCFullYear(), there.getUTCMonth() + 1, there.getUTCDate()];
  return `${year}年${month}月${day}日 ${there.toISOString().slice(11, 16)}`;
}
