/** Why the shop refuses, and the HTTP status that says so. */
const statusOf = {
  invalid: 422,
  unknown_product: 404,
  sold_out: 409,
  not_enough: 409,
  empty_cart: 409,
  order_not_found: 404,
  order_state: 409,
  payment_not_found: 404,
  refund_not_found: 404,
  refund_state: 409,
  refund_too_much: 409,
  wechat_unavailable: 502,
} as const;
export type ShopErrorCode = keyof typeof statusOf;

/** A refusal with a sentence for the visitor; nothing was changed. */
export class ShopError extends Error {
  override name = "ShopError";
  readonly status: number;
  constructor(
    readonly code: ShopErrorCode,
    message: string,
  ) {
    super(message);
    this.status = statusOf[code];
  }
}
