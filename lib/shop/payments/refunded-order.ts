import { z } from "zod";
import { parseBeijingTime } from "../../wechat/time";
import type { UnpaidOrder } from "../../wechat/wxpay";
import type { PaidFacts } from "./handlers";

/** An order that was paid and refunded since, as a query shows it: with the payment's facts, or with less. */

const text = z.string().min(1);

const v2 = z
  .object({
    openid: text,
    total_fee: z.string().regex(/^[1-9]\d{0,9}$/),
    transaction_id: text,
    bank_type: text.optional(),
    time_end: z.string().regex(/^\d{14}$/),
  })
  .transform(({ total_fee, time_end, ...rest }) => ({
    ...rest,
    total_fee: Number(total_fee),
    time_end: parseBeijingTime(time_end),
  }));

const v3 = z
  .object({
    payer: z.object({ openid: text }),
    amount: z.object({ total: z.int().min(1) }),
    transaction_id: text,
    bank_type: text.optional(),
    success_time: z.iso.datetime({ offset: true }),
  })
  .transform(({ payer, amount, success_time, ...rest }) => ({
    ...rest,
    openid: payer.openid,
    total_fee: amount.total,
    time_end: new Date(success_time),
  }));

const schema = z.union([v2, v3]);

/**
 * The payment behind an order in the state REFUND, or null when WeChat's answer does not have all of it: of an order that
 * is not in SUCCESS it promises no more than the number. (WeChat Pay v2 and v3, order query)
 */
export function paymentBehind({ out_trade_no, raw }: UnpaidOrder): PaidFacts | null {
  try {
    const parsed = schema.safeParse(raw);
    return parsed.success ? { out_trade_no, ...parsed.data } : null;
  } catch {
    // A time that is none.
    return null;
  }
}
