import { yuanText } from "@/lib/http/fields";
import { formatFen } from "@/lib/shop/money";
import { EnhancedForm } from "../../(shop)/_components/enhanced-form";

function Amount({ value, most }: { value: number; most: number }) {
  return (
    <label className="entry">
      <span className="entry__label">退款金额（元）</span>
      <input
        className="entry__input"
        name="amount"
        inputMode="decimal"
        defaultValue={yuanText(value)}
        pattern="\d{1,7}(\.\d{1,2})?"
        title="写成 12 或 12.50 这样"
        autoComplete="off"
        required
      />
      <small className="entry__hint">这笔付款最多还能退 {formatFen(most)}</small>
    </label>
  );
}

const Restock = ({ ticked }: { ticked: boolean }) => (
  <label className="check">
    <input type="checkbox" name="restock" value="1" defaultChecked={ticked} />
    退款到账后，宝石放回货架
  </label>
);

type DecisionFormProps = {
  refund: { outRefundNo: string; amount: number; restock: boolean; hasStones: boolean };
  /** Fen that can still go back. */
  most: number;
};

/** The operator's word on what a buyer asked for. */
export function DecisionForm({ refund, most }: DecisionFormProps) {
  return (
    <EnhancedForm action={`/admin/refunds/${refund.outRefundNo}/decide`}>
      {/* Enter in a field presses the first button: it shall neither refuse nor pay. */}
      <button type="submit" className="deeds__enter" tabIndex={-1} aria-hidden="true" />
      <Amount value={Math.min(refund.amount, most)} most={most} />
      {refund.hasStones ? <Restock ticked={refund.restock} /> : null}
      <label className="entry">
        <span className="entry__label">给买家的话</span>
        <textarea
          className="entry__input"
          name="answer"
          rows={3}
          maxLength={200}
          placeholder="同意时选填；拒绝时请说明原因"
        />
      </label>
      <div className="deeds">
        <button type="submit" className="weui-btn weui-btn_default" name="decision" value="decline">
          拒绝
        </button>
        <button type="submit" className="weui-btn weui-btn_primary" name="decision" value="grant">
          同意退款
        </button>
      </div>
    </EnhancedForm>
  );
}

type RefundFormProps = {
  action: string;
  /** Fen that can still go back. */
  most: number;
  /** Whether the stones go on sale again; absent where there are none. */
  restock?: boolean;
};

/** A refund of the operator's own: the money of a payment, whole or in part. Without a key it is asked about once more. */
export function RefundForm({ action, most, restock }: RefundFormProps) {
  return (
    <EnhancedForm action={action}>
      <Amount value={most} most={most} />
      {restock === undefined ? null : <Restock ticked={restock} />}
      <label className="entry">
        <span className="entry__label">原因（买家会看到）</span>
        <input
          className="entry__input"
          name="reason"
          maxLength={80}
          placeholder="例如：缺货，补差价"
          required
        />
      </label>
      <div className="deeds">
        <button type="submit" className="weui-btn weui-btn_default">
          下一步
        </button>
      </div>
    </EnhancedForm>
  );
}
