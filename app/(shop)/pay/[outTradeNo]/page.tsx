import type { Metadata } from "next";
import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { paymentHandlers } from "@/lib/handlers/payment";
import { paidPage, payPage, salesPage } from "@/lib/http/pay-page";
import { tradeTypeFor } from "@/lib/http/trade-type";
import { requireUser } from "@/lib/http/visitor";
import { h5UrlOf, nativeCodeOf } from "@/lib/shop/payments/prepare";
import { paymentOf } from "@/lib/shop/payments/queries";
import { Message } from "../../_components/message";
import { PayPanel } from "../../_components/pay-panel";
import { payWay } from "../../_components/pay-way";
import { PlainPage } from "../../_components/plain-page";
import { Price } from "../../_components/price";
import { one, type SearchParams } from "../../_components/search-params";

export const metadata: Metadata = { title: "支付" };

type PayProps = { params: Promise<{ outTradeNo: string }>; searchParams: SearchParams };
type NotHereProps = {
  title: string;
  drawing?: "done" | "waiting";
  onward: { href: string; label: string };
  children: React.ReactNode;
};

/** A payment that is not to be paid here, any more or at all. */
const NotHere = ({ title, drawing = "waiting", onward, children }: NotHereProps) => (
  <PlainPage>
    <Message
      drawing={drawing}
      title={title}
      actions={
        <a className="weui-btn weui-btn_primary" href={onward.href}>
          {onward.label}
        </a>
      }
    >
      {children}
    </Message>
  </PlainPage>
);

const Paid = ({ totalFee, body }: { totalFee: number; body: string }) => (
  <NotHere title="支付成功" drawing="done" onward={{ href: "/", label: "回到店里" }}>
    <Price fen={totalFee} size="huge" />
    <p>{body}</p>
  </NotHere>
);

const Closed = ({ sold }: { sold: string }) => (
  <NotHere title="这笔付款已经过期" onward={{ href: sold, label: "重新购买" }}>
    没有产生扣款，可以重新购买。
  </NotHere>
);

/** It was begun in another kind of browser, whose way of paying is another. */
const BegunElsewhere = ({ sold }: { sold: string }) => (
  <NotHere title="换到这里付款" onward={{ href: sold, label: "在这里重新购买" }}>
    这笔付款是在别的浏览器里开始的，还没有付。在这里重新购买，不会重复扣款。
  </NotHere>
);

/** The payment of something that has no order, such as a membership. */
export default async function PayPage({ params, searchParams }: PayProps) {
  const { outTradeNo } = await params;
  const path = payPage(outTradeNo);
  const user = await requireUser(path);
  const payment = await paymentOf(user.id, outTradeNo);
  if (!payment) notFound();
  const { body, totalFee, orderId } = payment;
  if (orderId) redirect(`/orders/${orderId}/pay`);
  const paidUrl = paidPage(payment);
  const sold = salesPage(payment.type) ?? "/";
  if (payment.state === "paid") {
    if (!paidUrl.startsWith(path)) redirect(paidUrl);
    return <Paid totalFee={totalFee} body={body} />;
  }
  if (payment.state === "closed") return <Closed sold={sold} />;
  const here = tradeTypeFor((await headers()).get("user-agent"));
  if (payment.tradeType !== here) return <BegunElsewhere sold={sold} />;
  const way = await payWay(user.id, {
    path,
    paidUrl,
    code: (payer) => nativeCodeOf(payer, outTradeNo, paymentHandlers),
    address: (payer) => h5UrlOf(payer, outTradeNo, paymentHandlers),
  });
  return (
    <PayPanel
      amount={totalFee}
      what={body}
      way={way}
      prepayUrl={`/api/payments/${encodeURIComponent(outTradeNo)}/prepay`}
      paidUrl={paidUrl}
      path={path}
      asked={one((await searchParams).asked) !== undefined}
      back={{ href: sold, label: "返回" }}
    />
  );
}
