import { db } from "../../db";
import { wxpay } from "../../weixin";
import { signTypeOf } from "../payments/sign-type";
import { checkFacts, type RefundFacts, RefundMismatch, settleRefund } from "./settle";

/** WeChat's notice and its answer to a query say different things: it is to send its notice again. */
class NotYet extends Error {
  override name = "NotYet";
}

/**
 * Lets a notice of a refund take effect. One that nobody signed, as v2's, is only a reason to ask WeChat, whose answer
 * is signed: its encryption keeps secrets, but does not show who wrote it. (WeChat Pay v2, refund notification)
 * @param signed whether the notice carried a signature of WeChat's
 * @throws RefundMismatch when it is not ours; WechatError when WeChat does not say
 */
export async function settleNoticedRefund(facts: RefundFacts, signed: boolean): Promise<void> {
  const where = { outRefundNo: facts.out_refund_no };
  const refund = await db().refund.findUnique({ where, include: { payment: true, items: true } });
  if (!refund) throw new RefundMismatch("out_refund_no");
  checkFacts(refund, facts);
  if (signed) {
    await settleRefund(facts);
    return;
  }
  if (refund.state === "success") return;
  const answer = await wxpay(signTypeOf(refund.payment)).refundQuery({ out_refund_no: facts.out_refund_no });
  if (answer.refund_status === "NOTEXIST") throw new RefundMismatch("out_refund_no");
  await settleRefund(answer);
  if (answer.refund_status !== facts.refund_status) {
    throw new NotYet(`The notice says ${facts.refund_status}, the query ${answer.refund_status}`);
  }
}
