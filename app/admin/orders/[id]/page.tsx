import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { requireOperator } from "@/lib/http/operator";
import { type AdminOrder, anyOrder } from "@/lib/shop/admin/orders";
import { formatFen } from "@/lib/shop/money";
import { noticesOf } from "@/lib/shop/notices/queries";
import { refundable } from "@/lib/shop/refunds/queries";
import { eventWords } from "../../../(shop)/_components/event-words";
import { Time } from "../../../(shop)/_components/time";
import { AdminPage } from "../../_components/admin-page";
import { MemberChip, OrderChip } from "../../_components/chip";
import { Card, Fact } from "../../_components/facts";
import { Goods } from "../../_components/goods";
import { NoticeList } from "../../_components/notice-list";
import { RefundForm } from "../../_components/refund-forms";
import { RefundList } from "../../_components/refund-list";
import { ShipForm } from "../../_components/ship-form";

export const metadata: Metadata = { title: "订单" };

type OrderProps = { params: Promise<{ id: string }> };

function Delivery({ order }: { order: AdminOrder }) {
  const { receiver, phone, region, address, note, carrier, trackingNo, shippedAt, completedAt } = order;
  return (
    <Card title="收货">
      <dl className="particulars">
        <Fact name="收货人">
          {receiver} {phone}
        </Fact>
        <Fact name="地址">
          {region} {address}
        </Fact>
        {note ? <Fact name="留言">{note}</Fact> : null}
        {carrier ? <Fact name={carrier}>{trackingNo}</Fact> : null}
        {shippedAt ? (
          <Fact name="发货时间">
            <Time at={shippedAt} />
          </Fact>
        ) : null}
        {completedAt ? (
          <Fact name="签收时间">
            <Time at={completedAt} />
          </Fact>
        ) : null}
      </dl>
    </Card>
  );
}

const paymentStates: Readonly<Record<string, string>> = { created: "未付", paid: "已付", closed: "已关闭" };

function Payments({ payments }: Pick<AdminOrder, "payments">) {
  if (payments.length === 0) return null;
  return (
    <Card title="付款">
      {payments.map(({ outTradeNo, state, tradeType, api, totalFee, refunded, transactionId, paidAt }) => (
        <dl key={outTradeNo} className="particulars particulars_payment">
          <Fact name={paymentStates[state] ?? state}>
            {formatFen(totalFee)}（{tradeType} · {api}）
          </Fact>
          {paidAt ? (
            <Fact name="付款时间">
              <Time at={paidAt} />
            </Fact>
          ) : null}
          {refunded > 0 ? <Fact name="已退或退款中">{formatFen(refunded)}</Fact> : null}
          <Fact name="商户单号">{outTradeNo}</Fact>
          {transactionId ? <Fact name="微信支付单号">{transactionId}</Fact> : null}
        </dl>
      ))}
    </Card>
  );
}

const words: Readonly<Record<string, string>> = eventWords;

function Events({ events }: Pick<AdminOrder, "events">) {
  return (
    <Card title="进度">
      <ol className="events">
        {[...events].reverse().map(({ id, kind, at, note }) => (
          <li key={id}>
            <span>{words[kind] ?? kind}</span>
            <Time at={at} />
            {note ? <p>{note}</p> : null}
          </li>
        ))}
      </ol>
    </Card>
  );
}

type DeedsProps = {
  order: AdminOrder;
  /** What the buyer has asked back, and nobody has answered. */
  asked: AdminOrder["refunds"][number] | undefined;
  /** Fen that no refund takes. */
  rest: number;
};

function Deeds({ order, asked, rest }: DeedsProps) {
  const { id, state, member } = order;
  return (
    <>
      {member && state === "paid" ? <p className="notice">会员：优先发货，请用礼盒包装</p> : null}
      {asked ? (
        <p className="notice">
          买家申请退款 {formatFen(asked.amount)}，<a href={`/admin/refunds/${asked.outRefundNo}`}>去处理</a>
        </p>
      ) : null}
      {state === "paid" && !asked && rest > 0 ? (
        <Card title="发货">
          <ShipForm id={id} />
        </Card>
      ) : null}
      <Delivery order={order} />
    </>
  );
}

const Chips = ({ order: { state, member } }: { order: AdminOrder }) => (
  <span className="admin__chips">
    <OrderChip state={state} />
    {member ? <MemberChip /> : null}
  </span>
);

export default async function OrderPage({ params }: OrderProps) {
  const { id } = await params;
  await requireOperator(`/admin/orders/${encodeURIComponent(id)}`);
  const [order, left] = await Promise.all([anyOrder(id), refundable(null, id)]);
  if (!order) notFound();
  const notices = await noticesOf({ orderId: order.id });
  const asked = order.refunds.find((refund) => refund.state === "requested");
  const rest = left?.amount ?? 0;
  return (
    <AdminPage current="orders" title={`订单 ${id}`} beside={<Chips order={order} />}>
      <div className="split">
        <div className="split__main">
          <Card title="宝石" beside={<small>合计 {formatFen(order.total)}</small>}>
            <Goods items={order.items} />
          </Card>
          <RefundList refunds={order.refunds} />
          <Payments payments={order.payments} />
          <Events events={order.events} />
          {notices.length > 0 ? (
            <Card title="微信通知">
              <NoticeList notices={notices} />
            </Card>
          ) : null}
        </div>
        <div className="split__side">
          <Deeds order={order} asked={asked} rest={rest} />
        </div>
        {rest > 0 && !asked ? (
          <div className="split__last">
            <Card title="退款给买家">
              <RefundForm
                action={`/admin/orders/${id}/refunds`}
                most={rest}
                restock={order.shippedAt === null}
              />
            </Card>
          </div>
        ) : null}
      </div>
    </AdminPage>
  );
}
