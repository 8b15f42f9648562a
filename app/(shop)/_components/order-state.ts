import type { OrderState } from "@/lib/shop/orders/states";

type Reserved = { state: OrderState; expiresAt: Date };

/** Whole seconds until an order's reservation ends; never negative. */
export const secondsLeft = ({ expiresAt }: Reserved, at: Date): number =>
  Math.max(0, Math.ceil((expiresAt.getTime() - at.getTime()) / 1000));

/** An order's state as a person sees it: housekeeping may come a minute after the time to pay is over. */
export const shownState = (order: Reserved, at: Date): OrderState =>
  order.state === "pending" && secondsLeft(order, at) === 0 ? "expired" : order.state;
