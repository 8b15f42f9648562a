import type { Metadata } from "next";
import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { paymentHandlers } from "@/lib/handlers/payment";
import { tradeTypeFor } from "@/lib/http/trade-type";
import { requireUser } from "@/lib/http/visitor";
import { vip } from "@/lib/shop/membership";
import { h5UrlOf, nativeCodeOf } from "@/lib/shop/payments/prepare";
import { paymentOf } from "@/lib/shop/payments/queries";
import { EnhancedForm } from "../../../_components/enhanced-form";
import { Message } from "../../../_components/message";
import { PayPanel } from "../../../_components/pay-panel";
import { payWay } from "../../../_components/pay-way";
import { PlainPage } from "../../../_components/plain-page";
import { one, type SearchParams } from "../../../_components/search-params";

export const metadata: Metadata = { title: "支付" };

type VipPayProps = { params: Promise<{ outTradeNo: string }>; searchParams: SearchParams };

function Closed() {
  return (
    <PlainPage>
      <Message
        drawing="waiting"
        title="这笔付款已经过期"
        actions={
          <a className="weui-btn weui-btn_primary" href="/me">
            重新开通
          </a>
        }
      >
        没有产生扣款，可以在「我的」里重新开通会员。
      </Message>
    </PlainPage>
  );
}

/** It was begun in another kind of browser, whose way of paying is another. */
function BegunElsewhere() {
  return (
    <PlainPage>
      <Message
        drawing="waiting"
        title="换到这里付款"
        actions={
          <EnhancedForm action="/me/vip">
            <button type="submit" className="weui-btn btn_wechat">
              在这里付款
            </button>
          </EnhancedForm>
        }
      >
        这笔付款是在别的浏览器里开始的，还没有付。在这里重新开始，不会重复扣款。
      </Message>
    </PlainPage>
  );
}

export default async function VipPayPage({ params, searchParams }: VipPayProps) {
  const { outTradeNo } = await params;
  const path = `/vip/pay/${encodeURIComponent(outTradeNo)}`;
  const user = await requireUser(path);
  const payment = await paymentOf(user.id, outTradeNo);
  if (payment?.type !== "vip") notFound();
  const paidUrl = "/me?paid=1";
  if (payment.state === "paid") redirect(paidUrl);
  if (payment.state === "closed") return <Closed />;
  const here = tradeTypeFor((await headers()).get("user-agent"));
  if (payment.tradeType !== here) return <BegunElsewhere />;
  const way = await payWay(user.id, {
    path,
    paidUrl,
    code: (payer) => nativeCodeOf(payer, outTradeNo, paymentHandlers),
    address: (payer) => h5UrlOf(payer, outTradeNo, paymentHandlers),
  });
  return (
    <PayPanel
      amount={payment.totalFee}
      what={vip.name}
      way={way}
      prepayUrl={`/api/vip/${encodeURIComponent(outTradeNo)}/prepay`}
      paidUrl={paidUrl}
      path={path}
      asked={one((await searchParams).asked) !== undefined}
      back={{ href: "/me", label: "回到我的" }}
    />
  );
}
