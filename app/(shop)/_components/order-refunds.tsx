import type { RefundView } from "@/lib/shop/refunds/queries";
import { type RefundState, refundLabel } from "@/lib/shop/refunds/states";
import { EnhancedForm } from "./enhanced-form";
import { Price } from "./price";
import { Time } from "./time";

/** WeChat speaks of "the paying user's"; to whoever reads it here that is their own. */
const yours = (account: string) => account.replace(/^支付用户的?/, "您的");

/** What comes next, or came of it. */
function sentenceOf({ state, account, origin }: RefundView): string {
  switch (state) {
    case "requested":
      return "店主会在 48 小时内答复，答复前可以撤销。";
    case "granted":
      return origin === "buyer" ? "店主已同意，正在交给微信退款。" : "正在交给微信退款，无需操作。";
    case "processing":
      return "微信已受理，零钱即时到账，银行卡一般 1–3 个工作日。";
    case "success":
      return account ? `已退到${yours(account)}。` : "已原路退回。";
    case "abnormal":
      return "原来的付款账户收不了这笔钱，店主正在为您处理，请留意来电。";
    case "closed":
      return "微信关闭了这笔退款，店主会与您联系。";
    case "declined":
      return "如有疑问，请联系店主。";
    case "withdrawn":
      return "您撤销了这次申请，需要时可以再申请。";
  }
}

const tones: Record<RefundState, string> = {
  requested: "refund_open",
  granted: "refund_open",
  processing: "refund_open",
  success: "refund_good",
  abnormal: "refund_bad",
  closed: "refund_bad",
  declined: "refund_bad",
  withdrawn: "refund_over",
};

const timeOf = ({ requestedAt, decidedAt, finishedAt }: RefundView) => finishedAt ?? decidedAt ?? requestedAt;

function RefundCard({ orderId, refund }: { orderId: string; refund: RefundView }) {
  const { outRefundNo, state, amount, reason, answer, items, origin } = refund;
  return (
    <li className={`refund ${tones[state]}`}>
      <p className="refund__head">
        <strong>{refundLabel[state]}</strong>
        <Price fen={amount} />
      </p>
      <p>{sentenceOf(refund)}</p>
      {answer ? <p className="refund__answer">店主：{answer}</p> : null}
      <p className="refund__quiet">
        {items.map(({ name, quantity }) => `${name} × ${quantity}`).join("、")}
        {items.length > 0 && reason ? "，" : ""}
        {reason}
      </p>
      <p className="refund__quiet">
        <Time at={timeOf(refund)} />
      </p>
      {state === "requested" && origin === "buyer" ? (
        <EnhancedForm action={`/orders/${orderId}/refunds/${outRefundNo}/withdraw`}>
          <button type="submit" className="text-button">
            撤销申请
          </button>
        </EnhancedForm>
      ) : null}
    </li>
  );
}

/** An order's refunds and how they stand. */
export function OrderRefunds({ orderId, refunds }: { orderId: string; refunds: RefundView[] }) {
  if (refunds.length === 0) return null;
  return (
    <section className="weui-cells refunds" id="refunds" aria-label="退款">
      <ul>
        {refunds.map((refund) => (
          <RefundCard key={refund.outRefundNo} orderId={orderId} refund={refund} />
        ))}
      </ul>
    </section>
  );
}
