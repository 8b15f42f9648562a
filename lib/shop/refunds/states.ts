export const refundStates = [
  "requested",
  "declined",
  "withdrawn",
  "granted",
  "processing",
  "success",
  "abnormal",
  "closed",
] as const;

/**
 * requested → granted (to be sent, or sent with no known result) → processing (WeChat has it) → success; requested →
 * declined or withdrawn. abnormal: the payer's account takes no money, a person has to end it at WeChat. closed: WeChat
 * gave it up. What WeChat refuses goes from granted back to requested, with the reason in `problem`.
 */
export type RefundState = (typeof refundStates)[number];

export const refundLabel: Record<RefundState, string> = {
  requested: "待店主处理",
  declined: "店主未同意",
  withdrawn: "已撤销",
  granted: "退款中",
  processing: "退款中",
  success: "已退款",
  abnormal: "退款异常",
  closed: "退款关闭",
};

/** A state as the database has it. */
export function refundState(text: string): RefundState {
  const state = refundStates.find((known) => known === text);
  if (!state) throw new Error(`Unknown refund state ${text}`);
  return state;
}

/** The states in which a refund takes its amount from what the payment has left. */
export const takesAmount: readonly RefundState[] = ["granted", "processing", "abnormal", "success"];
/** The states in which a refund takes its stones from what the order has left. */
export const takesItems: readonly RefundState[] = ["requested", ...takesAmount];

const refundOrigins = ["buyer", "operator", "shop"] as const;
/** Who began it; shop: money for stones that were gone, or that came twice. */
export type RefundOrigin = (typeof refundOrigins)[number];

/** An origin as the database has it. */
export const refundOrigin = (text: string): RefundOrigin =>
  refundOrigins.find((known) => known === text) ?? "operator";

/** WeChat sends money back for a year. (WeChat Pay, refund) */
export const refundableDays = 365;
