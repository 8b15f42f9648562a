import { formatFen } from "@/lib/shop/money";
import { Time } from "../../(shop)/_components/time";
import { RefundChip } from "./chip";
import { Card } from "./facts";

type Refund = { outRefundNo: string; amount: number; state: string; reason: string; requestedAt: Date };

/** The refunds of an order or a payment, each with the way to it. */
export function RefundList({ refunds }: { refunds: Refund[] }) {
  if (refunds.length === 0) return null;
  return (
    <Card title="退款">
      <ul className="watch">
        {refunds.map(({ outRefundNo, amount, state, reason, requestedAt }) => (
          <li key={outRefundNo} className="watch__item">
            <a href={`/admin/refunds/${outRefundNo}`}>{formatFen(amount)}</a>
            <RefundChip state={state} />
            <Time at={requestedAt} />
            {reason ? <p>{reason}</p> : null}
          </li>
        ))}
      </ul>
    </Card>
  );
}
