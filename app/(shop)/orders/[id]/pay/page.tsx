import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { now } from "@/lib/clock";
import { paymentHandlers } from "@/lib/handlers/payment";
import { requireUser } from "@/lib/http/visitor";
import { orderOf } from "@/lib/shop/orders/queries";
import { stateLabel } from "@/lib/shop/orders/states";
import { h5Url, nativeCode } from "@/lib/shop/payments/prepare";
import { Countdown } from "../../../_components/countdown";
import { Message } from "../../../_components/message";
import { secondsLeft, shownState } from "../../../_components/order-state";
import { PayPanel } from "../../../_components/pay-panel";
import { payWay } from "../../../_components/pay-way";
import { PlainPage } from "../../../_components/plain-page";
import { one, type SearchParams } from "../../../_components/search-params";
import { SubscribeNotices } from "../../../_components/subscribe-notices";

export const metadata: Metadata = { title: "支付" };

type PayProps = { params: Promise<{ id: string }>; searchParams: SearchParams };

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

export default async function PayPage({ params, searchParams }: PayProps) {
  const { id } = await params;
  const path = `/orders/${encodeURIComponent(id)}/pay`;
  const user = await requireUser(path);
  const order = await orderOf(user.id, id);
  if (!order) notFound();
  const at = now();
  const state = shownState(order, at);
  const paidUrl = `/orders/${id}?paid=1`;
  if (state === "paid") redirect(paidUrl);
  if (state !== "pending") return <NothingToPay id={id} label={stateLabel[state]} />;
  const way = await payWay(user.id, {
    path,
    paidUrl,
    code: (payer) => nativeCode(payer, id, paymentHandlers),
    address: (payer) => h5Url(payer, id, paymentHandlers),
  });
  const names = order.items.map(({ name, quantity }) => (quantity > 1 ? `${name} × ${quantity}` : name));
  return (
    <PayPanel
      amount={order.total}
      what={names.join("、")}
      way={way}
      prepayUrl={`/api/orders/${id}/prepay`}
      paidUrl={paidUrl}
      path={path}
      asked={one((await searchParams).asked) !== undefined}
      back={{ href: `/orders/${id}`, label: "查看订单" }}
      aside={<SubscribeNotices when="beforePaying" />}
    >
      <Countdown seconds={secondsLeft(order, at)} />
    </PayPanel>
  );
}
