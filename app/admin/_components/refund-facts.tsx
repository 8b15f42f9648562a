import { formatFen } from "@/lib/shop/money";
import { type RefundOrigin, refundOrigin } from "@/lib/shop/refunds/states";
import { Time } from "../../(shop)/_components/time";
import { Fact } from "./facts";

const origins: Record<RefundOrigin, string> = {
  buyer: "买家申请",
  operator: "店主发起",
  shop: "系统自动退款",
};

/** Who began a refund, in words. */
export const originLabel = (origin: string): string => origins[refundOrigin(origin)];

type RefundFactsProps = {
  refund: {
    outRefundNo: string;
    refundId: string | null;
    amount: number;
    origin: string;
    restock: boolean;
    account: string | null;
    requestedAt: Date;
    decidedAt: Date | null;
    finishedAt: Date | null;
    attempts: number;
  };
};

/** A refund's numbers, times and way. */
export function RefundFacts({ refund }: RefundFactsProps) {
  const { outRefundNo, refundId, amount, origin, restock, account, requestedAt, decidedAt, finishedAt } =
    refund;
  return (
    <dl className="particulars">
      <Fact name="退款金额">{formatFen(amount)}</Fact>
      <Fact name="来源">{originLabel(origin)}</Fact>
      <Fact name="宝石">{restock ? "退款到账后放回货架" : "不放回货架"}</Fact>
      <Fact name="申请时间">
        <Time at={requestedAt} />
      </Fact>
      {decidedAt ? (
        <Fact name="处理时间">
          <Time at={decidedAt} />
        </Fact>
      ) : null}
      {finishedAt ? (
        <Fact name="结束时间">
          <Time at={finishedAt} />
        </Fact>
      ) : null}
      {account ? <Fact name="退到">{account}</Fact> : null}
      <Fact name="退款单号">{outRefundNo}</Fact>
      {refundId ? <Fact name="微信退款单号">{refundId}</Fact> : null}
      {refund.attempts > 1 ? <Fact name="已尝试">{refund.attempts} 次</Fact> : null}
    </dl>
  );
}
