import { now } from "../../clock";
import { sha256Hex } from "../../wechat/sign";
import { newOutTradeNo } from "../../wechat/wxpay";

/**
 * A refund's number: a new one, or, for a form with a key of its own, always the same one, so that the form sent twice
 * asks once.
 */
export const refundNumber = (subject: string, once: string | undefined): string =>
  once ? `R${sha256Hex(`${subject}/${once}`).slice(0, 31)}` : newOutTradeNo("R", now());

/** The number under which a payment goes back that bought nothing: it has one such refund at most. */
export const unwantedNumber = (outTradeNo: string): string => `R${outTradeNo}`;

/** The number under which such a refund goes out once more that WeChat closed. */
export const sentAgainNumber = (closedNo: string): string => refundNumber("again", closedNo);
