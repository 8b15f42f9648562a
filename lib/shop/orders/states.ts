const orderStates = [
  "pending",
  "paid",
  "shipped",
  "completed",
  "cancelled",
  "expired",
  "refund_due",
  "refunded",
] as const;

/**
 * pending → paid → shipped → completed; pending → cancelled (by the buyer) or expired (by the clock).
 * refund_due: money arrived for an order that was closed and whose stones are gone. refunded: all that was paid is back.
 */
export type OrderState = (typeof orderStates)[number];

export const stateLabel: Record<OrderState, string> = {
  pending: "待付款",
  paid: "待发货",
  shipped: "待收货",
  completed: "已完成",
  cancelled: "已取消",
  expired: "已过期",
  refund_due: "待退款",
  refunded: "已退款",
};

const isState = (text: string): text is OrderState => orderStates.some((state) => state === text);

/** A state as the database has it. */
export function orderState(text: string): OrderState {
  if (isState(text)) return text;
  throw new Error(`Unknown order state ${text}`);
}

/** The states of an order that was paid and sends stones: its buyer may ask for money back. */
export const refundableStates = ["paid", "shipped", "completed"] as const satisfies readonly OrderState[];

/** How long stones are kept for an order that is not paid. */
export const reservationMinutes = 30;

/** The tabs of the order list. */
export const orderFilters = ["all", "pending", "paid", "shipped", "completed", "closed"] as const;
export type OrderFilter = (typeof orderFilters)[number];

export const statesOf: Record<OrderFilter, readonly OrderState[]> = {
  all: orderStates,
  pending: ["pending"],
  paid: ["paid"],
  shipped: ["shipped"],
  completed: ["completed"],
  closed: ["cancelled", "expired", "refund_due", "refunded"],
};
