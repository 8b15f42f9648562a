import "../../_styles/order.css";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { now } from "@/lib/clock";
import { requireUser } from "@/lib/http/visitor";
import { type OrderDetail, orderOf } from "@/lib/shop/orders/queries";
import type { OrderState } from "@/lib/shop/orders/states";
import { refundable } from "@/lib/shop/refunds/queries";
import { EnhancedForm } from "../../_components/enhanced-form";
import { OrderHead } from "../../_components/order-head";
import { OrderLines, Sums } from "../../_components/order-lines";
import { OrderRefunds } from "../../_components/order-refunds";
import { shownState } from "../../_components/order-state";
import { PaidMessage } from "../../_components/paid-message";
import { PlainPage } from "../../_components/plain-page";
import { one, type SearchParams } from "../../_components/search-params";
import { ShopLink } from "../../_components/shop-link";
import { Time } from "../../_components/time";
import { Timeline } from "../../_components/timeline";

export const metadata: Metadata = { title: "订单详情" };

type OrderProps = { params: Promise<{ id: string }>; searchParams: SearchParams };

function PendingBar({ id }: { id: string }) {
  return (
    <div className="bar">
      <EnhancedForm className="bar__button" action={`/orders/${id}/cancel`}>
        <button type="submit" className="weui-btn weui-btn_default">
          取消订单
        </button>
      </EnhancedForm>
      {/* A whole new page: see needsLoading. */}
      <a className="weui-btn btn_wechat bar__button" href={`/orders/${id}/pay`}>
        去支付
      </a>
    </div>
  );
}

function AgainBar({ productId }: { productId: string }) {
  return (
    <div className="bar">
      <ShopLink className="weui-btn btn_soft bar__button" href={`/products/${productId}`}>
        再次购买
      </ShopLink>
    </div>
  );
}

function ShippedBar({ id }: { id: string }) {
  return (
    <div className="bar">
      <EnhancedForm className="bar__button" action={`/orders/${id}/receive`}>
        <button type="submit" className="weui-btn weui-btn_primary">
          确认收货
        </button>
      </EnhancedForm>
    </div>
  );
}

const againStates: readonly OrderState[] = ["completed", "cancelled", "expired", "refund_due", "refunded"];

/** The one thing to do next. */
function NextBar({ order: { id, items }, state }: { order: OrderDetail; state: OrderState }) {
  if (state === "pending") return <PendingBar id={id} />;
  if (state === "shipped") return <ShippedBar id={id} />;
  const [first] = items;
  return first && againStates.includes(state) ? <AgainBar productId={first.productId} /> : null;
}

function Delivery({ order }: { order: OrderDetail }) {
  const { receiver, phone, region, address, note, carrier, trackingNo } = order;
  return (
    <section className="weui-cells delivery" aria-label="收货信息">
      <p className="delivery__person">
        {receiver} <span>{phone}</span>
      </p>
      <p>
        {region} {address}
      </p>
      {note ? <p className="delivery__note">留言：{note}</p> : null}
      {carrier ? (
        <p className="parcel">
          {carrier}
          <span>{trackingNo}</span>
        </p>
      ) : null}
    </section>
  );
}

function Numbers({ order: { id, placedAt, paidAt, transactionId } }: { order: OrderDetail }) {
  return (
    <dl className="weui-cells sums numbers">
      <div className="sums__row">
        <dt>订单号</dt>
        <dd>{id}</dd>
      </div>
      <div className="sums__row">
        <dt>下单时间</dt>
        <dd>
          <Time at={placedAt} />
        </dd>
      </div>
      {paidAt ? (
        <div className="sums__row">
          <dt>付款时间</dt>
          <dd>
            <Time at={paidAt} />
          </dd>
        </div>
      ) : null}
      {transactionId ? (
        <div className="sums__row">
          <dt>微信支付单号</dt>
          <dd>{transactionId}</dd>
        </div>
      ) : null}
    </dl>
  );
}

/** What else can be done about an order that is paid. */
function Deeds({ id, canRefund }: { id: string; canRefund: boolean }) {
  return (
    <p className="order-deeds">
      {canRefund ? <a href={`/orders/${id}/refund`}>申请退款</a> : null}
      <a href={`/orders/${id}/receipt`}>查看收据</a>
    </p>
  );
}

export default async function OrderPage({ params, searchParams }: OrderProps) {
  const { id } = await params;
  const user = await requireUser(`/orders/${encodeURIComponent(id)}`);
  const order = await orderOf(user.id, id);
  if (!order) notFound();
  if (order.state === "paid" && !order.held && one((await searchParams).paid))
    return <PaidMessage order={order} />;
  const at = now();
  const state = shownState(order, at);
  const left = order.paidAt ? await refundable(user.id, id) : null;
  const canRefund = left?.items.some((item) => item.left > 0) ?? false;
  return (
    <PlainPage bar={<NextBar order={order} state={state} />}>
      <OrderHead order={order} at={at} />
      <Delivery order={order} />
      <OrderRefunds orderId={id} refunds={order.refunds} />
      <OrderLines lines={order.items.map((item) => ({ ...item, id: item.productId }))} />
      <Sums total={order.total} paid={order.paidAt !== null} />
      <Timeline events={order.events} />
      <Numbers order={order} />
      {order.paidAt ? <Deeds id={id} canRefund={canRefund} /> : null}
      <p className="page__end">
        <ShopLink href="/orders" outline="orders">
          全部订单
        </ShopLink>
      </p>
    </PlainPage>
  );
}
