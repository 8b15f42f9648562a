import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { now } from "@/lib/clock";
import { requireUser } from "@/lib/http/visitor";
import { orderOf } from "@/lib/shop/orders/queries";
import { stateLabel } from "@/lib/shop/orders/states";
import { Countdown } from "../../../_components/countdown";
import { Message } from "../../../_components/message";
import { secondsLeft, shownState } from "../../../_components/order-state";
import { PayPanel } from "../../../_components/pay-panel";
import { PlainPage } from "../../../_components/plain-page";

export const metadata: Metadata = { title: "支付" };

type PayProps = { params: Promise<{ id: string }> };

function NothingToPay({ id, label }: { id: string; label: string }) {
  return (
    <PlainPage>
      <Message
        drawing="waiting"
        title={`订单${label}`}
        actions={
          <>
            <a className="weui-btn weui-btn_primary" href={`/orders/${id}`}>
              查看订单
            </a>
            <a className="weui-btn weui-btn_default" href="/">
              再看看宝石
            </a>
          </>
        }
      >
        这笔订单现在不需要付款。
      </Message>
    </PlainPage>
  );
}

export default async function PayPage({ params }: PayProps) {
  const { id } = await params;
  const user = await requireUser(`/orders/${encodeURIComponent(id)}/pay`);
  const order = await orderOf(user.id, id);
  if (!order) notFound();
  const at = now();
  const state = shownState(order, at);
  if (state === "paid") redirect(`/orders/${id}?paid=1`);
  if (state !== "pending") return <NothingToPay id={id} label={stateLabel[state]} />;
  const names = order.items.map(({ name, quantity }) => (quantity > 1 ? `${name} × ${quantity}` : name));
  return (
    <PayPanel
      amount={order.total}
      what={names.join("、")}
      prepayUrl={`/api/orders/${id}/prepay`}
      paidUrl={`/orders/${id}?paid=1`}
      path={`/orders/${id}/pay`}
      back={{ href: `/orders/${id}`, label: "查看订单" }}
    >
      <Countdown seconds={secondsLeft(order, at)} />
    </PayPanel>
  );
}
