import "../../../_styles/receipt.css";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { now } from "@/lib/clock";
import { requireUser } from "@/lib/http/visitor";
import { formatFen } from "@/lib/shop/money";
import { type OrderDetail, orderOf } from "@/lib/shop/orders/queries";
import type { RefundView } from "@/lib/shop/refunds/queries";
import { Message } from "../../../_components/message";
import { Picture } from "../../../_components/picture";
import { PlainPage } from "../../../_components/plain-page";
import { PrintButton } from "../../../_components/print-button";
import { Time } from "../../../_components/time";

export const metadata: Metadata = { title: "收据" };

type ReceiptProps = { params: Promise<{ id: string }> };

function NotYet({ id }: { id: string }) {
  return (
    <PlainPage>
      <Message
        drawing="waiting"
        title="付款之后才有收据"
        actions={
          <a className="weui-btn weui-btn_primary" href={`/orders/${id}`}>
            查看订单
          </a>
        }
      />
    </PlainPage>
  );
}

function Items({ items }: Pick<OrderDetail, "items">) {
  return (
    <table className="receipt__table">
      <thead>
        <tr>
          <th scope="col">宝石</th>
          <th scope="col">单价</th>
          <th scope="col">数量</th>
          <th scope="col">金额</th>
        </tr>
      </thead>
      <tbody>
        {items.map(({ productId, name, price, quantity }) => (
          <tr key={productId}>
            <td>{name}</td>
            <td>{formatFen(price)}</td>
            <td>{quantity}</td>
            <td>{formatFen(price * quantity)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const Row = ({ name, children }: { name: string; children: React.ReactNode }) => (
  <div className="receipt__row">
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

function Payment({ order }: { order: OrderDetail }) {
  const { id, outTradeNo, transactionId, placedAt, paidAt, receiver } = order;
  return (
    <dl className="receipt__facts">
      <Row name="订单号">{id}</Row>
      <Row name="收货人">{receiver}</Row>
      <Row name="下单时间">
        <Time at={placedAt} />
      </Row>
      {paidAt ? (
        <Row name="付款时间">
          <Time at={paidAt} />
        </Row>
      ) : null}
      <Row name="付款方式">微信支付</Row>
      {outTradeNo ? <Row name="商户单号">{outTradeNo}</Row> : null}
      {transactionId ? <Row name="微信支付单号">{transactionId}</Row> : null}
    </dl>
  );
}

function Refunds({ refunds }: { refunds: RefundView[] }) {
  if (refunds.length === 0) return null;
  return (
    <dl className="receipt__facts" aria-label="退款">
      {refunds.map(({ outRefundNo, amount, account, finishedAt }) => (
        <Row key={outRefundNo} name="退款">
          −{formatFen(amount)}
          <small>
            {finishedAt ? <Time at={finishedAt} /> : null} {account}
            <br />
            {outRefundNo}
          </small>
        </Row>
      ))}
    </dl>
  );
}

export default async function ReceiptPage({ params }: ReceiptProps) {
  const { id } = await params;
  const user = await requireUser(`/orders/${encodeURIComponent(id)}/receipt`);
  const order = await orderOf(user.id, id);
  if (!order) notFound();
  if (!order.paidAt) return <NotYet id={id} />;
  const refunds = order.refunds.filter(({ state }) => state === "success");
  const back = refunds.reduce((sum, { amount }) => sum + amount, 0);
  return (
    <PlainPage className="receipt-page">
      <article className="receipt">
        <header className="receipt__head">
          <Picture src="/brand/logo.svg" alt="" size={40} eager />
          <h1>购物收据</h1>
          <p>月光宝石 Moonstone</p>
        </header>
        <Payment order={order} />
        <Items items={order.items} />
        <dl className="receipt__facts receipt__facts_sums">
          <Row name="运费">包邮</Row>
          <Row name="实付">{formatFen(order.total)}</Row>
        </dl>
        <Refunds refunds={refunds} />
        {back > 0 ? (
          <dl className="receipt__facts receipt__facts_sums">
            <Row name="退款后">{formatFen(order.total - back)}</Row>
          </dl>
        ) : null}
        <p className="receipt__end">
          本收据是购物凭证，不代替发票。
          <br />
          出具时间 <Time at={now()} />
        </p>
      </article>
      <p className="page__end receipt-page__end">
        <PrintButton />
        <a href={`/orders/${id}`}>回到订单</a>
      </p>
    </PlainPage>
  );
}
