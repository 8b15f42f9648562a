import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { requireOperator } from "@/lib/http/operator";
import { type AnyRefund, anyRefund } from "@/lib/shop/admin/refunds";
import { gemsFor } from "@/lib/shop/gems";
import { formatFen } from "@/lib/shop/money";
import { refundSentAgain } from "@/lib/shop/refunds/queries";
import { canSendAgain } from "@/lib/shop/refunds/unwanted";
import { EnhancedForm } from "../../../(shop)/_components/enhanced-form";
import { Time } from "../../../(shop)/_components/time";
import { AdminPage } from "../../_components/admin-page";
import { RefundChip } from "../../_components/chip";
import { Card, Fact } from "../../_components/facts";
import { Goods } from "../../_components/goods";
import { RefundFacts } from "../../_components/refund-facts";
import { DecisionForm } from "../../_components/refund-forms";

export const metadata: Metadata = { title: "退款" };

type RefundProps = { params: Promise<{ outRefundNo: string }> };

/** The stones that a refund is for, with names and prices as they were ordered. */
function stonesOf({ items, order }: AnyRefund) {
  return items.flatMap(({ productId, quantity }) => {
    const item = order?.items.find((one) => one.productId === productId);
    return item ? [{ productId, quantity, name: item.name, price: item.price }] : [];
  });
}

/** What to do about a refund that WeChat could not finish. @param next the refund that took it up */
function Trouble({ refund: { state, problem }, next }: { refund: AnyRefund; next: string | null }) {
  if (next) return null;
  if (state === "abnormal")
    return (
      <p className="notice">
        买家的收款账户收不了这笔钱。请登录微信支付商户平台，在「退款管理」里对这笔退款做异常处理，改退到别的账户。
      </p>
    );
  if (state === "closed")
    return (
      <p className="notice">微信关闭了这笔退款，钱没有退出去。请核对后重新退款，或用别的方式退给买家。</p>
    );
  return problem ? (
    <p className="notice" role="alert">
      微信没有接受：{problem}
    </p>
  ) : null;
}

/** Money that bought nothing has to go back: under a new number, once. */
function Again({ outRefundNo, next }: { outRefundNo: string; next: string | null }) {
  if (next)
    return (
      <p className="card__calm">
        已重新发起：<a href={`/admin/refunds/${next}`}>{next}</a>
      </p>
    );
  return (
    <EnhancedForm action={`/admin/refunds/${outRefundNo}/again`}>
      <p className="card__calm">这笔付款没有买到东西，应当退给买家。重新退款会用新的单号再发一次。</p>
      <div className="deeds">
        <button type="submit" className="weui-btn weui-btn_primary">
          重新退款
        </button>
      </div>
    </EnhancedForm>
  );
}

function Asked({ refund }: { refund: AnyRefund }) {
  const stones = stonesOf(refund);
  return (
    <Card title={refund.origin === "buyer" ? "申请" : "原因"}>
      {refund.reason ? <p className="quote">{refund.reason}</p> : <p className="card__calm">没有写原因</p>}
      {stones.length > 0 ? <Goods items={stones} /> : null}
      {refund.answer ? (
        <>
          <p className="entry__label">您的答复</p>
          <p className="quote">{refund.answer}</p>
        </>
      ) : null}
    </Card>
  );
}

function Order({ refund: { order, origin, payment, user } }: { refund: AnyRefund }) {
  return (
    <Card title={order ? "订单" : "付款"}>
      <dl className="particulars">
        {order ? (
          <>
            <Fact name="订单">
              <a href={`/admin/orders/${order.id}`}>{order.id}</a>
            </Fact>
            <Fact name="收货人">
              {order.receiver} {order.phone}
            </Fact>
          </>
        ) : (
          <Fact name="商品">{payment.body}</Fact>
        )}
        {order?.shippedAt ? (
          <Fact name="发货时间">
            <Time at={order.shippedAt} />
          </Fact>
        ) : null}
        <Fact name="付款">{formatFen(payment.totalFee)}</Fact>
        {payment.paidAt ? (
          <Fact name="付款时间">
            <Time at={payment.paidAt} />
          </Fact>
        ) : null}
        <Fact name="已退或退款中">{formatFen(payment.refunded)}</Fact>
        <Fact name="买家宝石">
          {user.gems.toLocaleString("en")} 颗
          {order && origin !== "shop" ? `（这笔订单送了 ${gemsFor(payment.totalFee)} 颗）` : null}
        </Fact>
      </dl>
    </Card>
  );
}

export default async function RefundPage({ params }: RefundProps) {
  const { outRefundNo } = await params;
  await requireOperator(`/admin/refunds/${encodeURIComponent(outRefundNo)}`);
  const refund = await anyRefund(outRefundNo);
  if (!refund) notFound();
  const { state, amount, restock, payment, items } = refund;
  const again = canSendAgain(refund);
  const next = again ? await refundSentAgain(outRefundNo) : null;
  const decision = { outRefundNo, amount, restock, hasStones: items.length > 0 };
  return (
    <AdminPage current="refunds" title={`退款 ${formatFen(amount)}`} beside={<RefundChip state={state} />}>
      <Trouble refund={refund} next={next} />
      <div className="split">
        <div className="split__main">
          <Asked refund={refund} />
          <Card title="退款">
            <RefundFacts refund={refund} />
          </Card>
        </div>
        <div className="split__side">
          {state === "requested" ? (
            <Card title="处理">
              <DecisionForm refund={decision} most={payment.totalFee - payment.refunded} />
            </Card>
          ) : null}
          {again ? (
            <Card title="处理">
              <Again outRefundNo={outRefundNo} next={next} />
            </Card>
          ) : null}
          <Order refund={refund} />
        </div>
      </div>
    </AdminPage>
  );
}
