import { z } from "zod";
import { currency, moment, optional, optionalFen, positiveFen, required } from "./fields";

/** A payment as queries and notices have it. (WeChat Pay v3, order query and payment notification) */

/** A payment that is made. */
export const paidTransaction = z
  .object({
    out_trade_no: required,
    transaction_id: required,
    trade_type: required,
    trade_state_desc: optional,
    bank_type: optional,
    attach: optional,
    success_time: moment,
    payer: z.object({ openid: required }),
    amount: z.object({ total: positiveFen, payer_total: optionalFen, currency }),
  })
  .transform(({ success_time, payer, amount, ...rest }) => ({
    ...rest,
    openid: payer.openid,
    total_fee: amount.total,
    cash_fee: amount.payer_total,
    time_end: success_time,
  }));

/** Of any other WeChat promises little more than its number. */
export const openTransaction = z.object({
  out_trade_no: required,
  transaction_id: optional,
  attach: optional,
  trade_state_desc: optional,
});
