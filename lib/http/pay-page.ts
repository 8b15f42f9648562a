import { soldAt } from "../handlers/payment";

/** Where a payment without an order is paid. */
export const payPage = (outTradeNo: string): string => `/pay/${encodeURIComponent(outTradeNo)}`;

/** Where what such a payment is for is sold; null where lib/handlers/payment.ts does not say. */
export const salesPage = (type: string): string | null =>
  Object.hasOwn(soldAt, type) ? (soldAt[type] ?? null) : null;

/** Where its payer goes on. */
export const paidPage = ({ type, outTradeNo }: { type: string; outTradeNo: string }): string =>
  `${salesPage(type) ?? payPage(outTradeNo)}?paid=1`;
