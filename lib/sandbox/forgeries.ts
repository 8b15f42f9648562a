/** How a notification can be forged: the names of what is wrong with it. */

const paymentForgeries = ["signature", "unsigned", "amount", "appid", "mch_id", "openid"] as const;
/** v2's refund notification has no signature but is encrypted: "signature" is one by another key, "unsigned" by none. */
const refundForgeries = ["signature", "unsigned", "amount", "number", "appid", "mch_id"] as const;

const v2Forgeries = [...paymentForgeries, "number"] as const;
export type V2Forgery = (typeof v2Forgeries)[number];

/** What can be wrong with v3's headers; and "currency", which v2 does not state. */
const seals = ["signature", "unsigned", "serial", "stale", "body", "signtest"] as const;
const v3PaymentForgeries = [...seals, "amount", "currency", "appid", "mch_id", "openid"] as const;
const v3RefundForgeries = [...seals, "amount", "mch_id", "number"] as const;
const v3TransferForgeries = [...seals, "amount", "mch_id", "openid", "number"] as const;

export const forgeries = [...v2Forgeries, "serial", "stale", "body", "signtest", "currency"] as const;
export type Forgery = (typeof forgeries)[number];

/** Whether v2 has this forgery. */
export const isV2Forgery = (forgery: Forgery): forgery is V2Forgery =>
  v2Forgeries.some((name) => name === forgery);

export type NoticeSubject = "payment" | "refund" | "transfer";

const v3Forgeries = {
  payment: v3PaymentForgeries,
  refund: v3RefundForgeries,
  transfer: v3TransferForgeries,
} as const;

/** The forgeries that make sense for a notification. */
export function forgeriesFor(api: "v2" | "v3", subject: NoticeSubject): readonly Forgery[] {
  if (api === "v3") return v3Forgeries[subject];
  switch (subject) {
    case "payment":
      return paymentForgeries;
    case "refund":
      return refundForgeries;
    case "transfer":
      // v2 tells nobody how a payout ended.
      return [];
  }
}
