import { yuanText } from "@/lib/http/fields";
import { formatFen } from "@/lib/shop/money";
import { EnhancedForm } from "../../(shop)/_components/enhanced-form";
import { AdminPage, type Place } from "./admin-page";
import { Card, Fact } from "./facts";
import type { WantedRefund } from "./wanted-refund";

type SendProps = { path: string; wanted: WantedRefund };

function Send({ path, wanted: { amount, restock, reason, once } }: SendProps) {
  return (
    <EnhancedForm action={`${path}/refunds`}>
      <input type="hidden" name="amount" value={yuanText(amount)} />
      {restock ? <input type="hidden" name="restock" value="1" /> : null}
      <input type="hidden" name="reason" value={reason} />
      <input type="hidden" name="once" value={once} />
      <div className="deeds">
        <a className="weui-btn weui-btn_default" href={path}>
          取消
        </a>
        <button type="submit" className="weui-btn weui-btn_warn">
          确认退款
        </button>
      </div>
    </EnhancedForm>
  );
}

const Gone = ({ path, rest }: { path: string; rest: number }) => (
  <>
    <p className="notice" role="alert">
      {rest > 0 ? `这笔付款最多还能退 ${formatFen(rest)}` : "这笔付款已经没有可退的金额"}
    </p>
    <a className="weui-btn weui-btn_default" href={path}>
      返回
    </a>
  </>
);

type ConfirmRefundProps = {
  current: Place;
  /** Of the order or the payment. */
  path: string;
  buyer: string;
  wanted: WantedRefund;
  /** Fen that no refund takes. */
  rest: number;
  /** What else there is to know: a `Fact` each. */
  children: React.ReactNode;
};

/** Asks once more before money leaves: no button brings it back. */
export function ConfirmRefund({ current, path, buyer, wanted, rest, children }: ConfirmRefundProps) {
  const { amount, reason } = wanted;
  return (
    <AdminPage current={current} title="确认退款">
      <div className="confirm">
        <Card title="退给买家">
          <p className="confirm__sum">{formatFen(amount)}</p>
          <p className="card__calm">钱会原路退回买家的微信，发出以后不能撤回。</p>
          <dl className="particulars">
            <Fact name="买家">{buyer}</Fact>
            {children}
            <Fact name="原因">{reason}</Fact>
            {rest > amount ? <Fact name="退后还剩">{formatFen(rest - amount)}</Fact> : null}
          </dl>
          {amount > rest ? <Gone path={path} rest={rest} /> : <Send path={path} wanted={wanted} />}
        </Card>
      </div>
    </AdminPage>
  );
}
