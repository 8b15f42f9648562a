import type { BookedOrder } from "../pay/order-book";
import { v2RefundStatus } from "../pay/refund-status";
import { beijingText, yuan } from "../pay/texts";
import { isPersonId, openidOf } from "../people";
import type { BookedRefund } from "./refunds";

/** How a bill is written: titles, a back-quote before each value, and the totals. (WeChat Pay v2, download bill) */

export const billTypes = ["ALL", "SUCCESS", "REFUND"] as const;
export type BillType = (typeof billTypes)[number];

/** A payment, or a refund. */
export interface BillLine {
  at: Date;
  order: BookedOrder;
  refund: BookedRefund | null;
}

/** WeChat's share of a payment: 0.6 %. */
const feeRate = 0.006;

const fee = (fen: number): string => ((fen / 100) * feeRate).toFixed(5);

type Column = readonly [title: string, cell: (line: BillLine, type: BillType) => string];

const head: readonly Column[] = [
  // Of a list of refunds it is the payment's time, elsewhere what happened on the day.
  ["交易时间", ({ at, order }, type) => beijingText(type === "REFUND" ? (order.paidAt ?? at) : at)],
  ["公众账号ID", ({ order }) => order.appid],
  ["商户号", ({ order }) => order.mchId],
  ["特约商户号", () => "0"],
  ["设备号", () => ""],
  ["微信订单号", ({ order }) => order.transactionId ?? ""],
  ["商户订单号", ({ order }) => order.outTradeNo],
  ["用户标识", ({ order }) => payerOf(order)],
  ["交易类型", ({ order }) => order.tradeType],
  ["交易状态", ({ refund }) => (refund ? "REFUND" : "SUCCESS")],
  ["付款银行", () => "OTHERS"],
  ["货币种类", () => "CNY"],
  ["应结订单金额", ({ order, refund }) => yuan(refund ? 0 : order.totalFee)],
  ["代金券金额", () => yuan(0)],
];

const refundTimes: readonly Column[] = [
  ["退款申请时间", ({ refund }) => (refund ? beijingText(refund.createdAt) : "")],
  ["退款成功时间", ({ refund }) => (refund?.finishedAt ? beijingText(refund.finishedAt) : "")],
];

const refundColumns: readonly Column[] = [
  ["微信退款单号", ({ refund }) => refund?.refundId ?? "0"],
  ["商户退款单号", ({ refund }) => refund?.outRefundNo ?? "0"],
  ["退款金额", ({ refund }) => yuan(refund?.amount ?? 0)],
  ["充值券退款金额", () => yuan(0)],
  ["退款类型", ({ refund }) => (refund ? "ORIGINAL" : "")],
  ["退款状态", ({ refund }) => (refund ? v2RefundStatus(refund.status) : "")],
];

const tail: readonly Column[] = [
  ["商品名称", ({ order }) => order.body],
  ["商户数据包", ({ order }) => order.attach ?? ""],
  ["手续费", ({ order, refund }) => (refund ? `-${fee(refund.amount)}` : fee(order.totalFee))],
  ["费率", () => "0.60%"],
  ["订单金额", ({ order, refund }) => yuan(refund ? 0 : order.totalFee)],
];

const asked: Column = ["申请退款金额", ({ refund }) => yuan(refund?.amount ?? 0)];
const remark: Column = ["费率备注", () => ""];

const columns: Readonly<Record<BillType, readonly Column[]>> = {
  ALL: [...head, ...refundColumns, ...tail, asked, remark],
  SUCCESS: [...head, ...tail, remark],
  REFUND: [...head, ...refundTimes, ...refundColumns, ...tail, asked, remark],
};

function payerOf({ appid, openid, payerId }: BookedOrder): string {
  return isPersonId(payerId) ? openidOf(appid, payerId) : openid;
}

/** The whole bill, with a byte order mark and line ends as Windows has them. */
export function billText(type: BillType, lines: readonly BillLine[]): string {
  const own = columns[type];
  const rows = lines.map((line) => quoted(own.map(([, cell]) => plain(cell(line, type)))));
  const titles = own.map(([title]) => title).join(",");
  const [totalTitles, totals] = totalsOf(lines);
  return `\uFEFF${[titles, ...rows, totalTitles, totals].join("\r\n")}\r\n`;
}

const quoted = (cells: readonly string[]): string => cells.map((cell) => `\`${cell}`).join(",");

/** A line is a line. */
const plain = (text: string): string => text.replace(/[\r\n]+/g, " ");

function totalsOf(lines: readonly BillLine[]): [titles: string, values: string] {
  const sum = (amount: (line: BillLine) => number): number =>
    lines.reduce((total, line) => total + amount(line), 0);
  const paid = sum(({ order, refund }) => (refund ? 0 : order.totalFee));
  const returned = sum(({ refund }) => refund?.amount ?? 0);
  const totals: readonly (readonly [string, string])[] = [
    ["总交易单数", String(lines.length)],
    ["应结订单总金额", yuan(paid)],
    ["退款总金额", yuan(returned)],
    ["充值券退款总金额", yuan(0)],
    ["手续费总金额", (((paid - returned) / 100) * feeRate).toFixed(5)],
    ["订单总金额", yuan(paid)],
    ["申请退款总金额", yuan(returned)],
  ];
  return [totals.map(([title]) => title).join(","), quoted(totals.map(([, value]) => value))];
}
