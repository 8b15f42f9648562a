import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { requireUser } from "@/lib/http/visitor";
import { vip } from "@/lib/shop/membership";
import { paymentOf } from "@/lib/shop/payments/queries";
import { Message } from "../../../_components/message";
import { PayPanel } from "../../../_components/pay-panel";
import { PlainPage } from "../../../_components/plain-page";

export const metadata: Metadata = { title: "支付" };

type VipPayProps = { params: Promise<{ outTradeNo: string }> };

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

export default async function VipPayPage({ params }: VipPayProps) {
  const { outTradeNo } = await params;
  const path = `/vip/pay/${encodeURIComponent(outTradeNo)}`;
  const user = await requireUser(path);
  const payment = await paymentOf(user.id, outTradeNo);
  if (payment?.type !== "vip") notFound();
  if (payment.state === "paid") redirect("/me?paid=1");
  if (payment.state === "closed") return <Closed />;
  return (
    <PayPanel
      amount={payment.totalFee}
      what={vip.name}
      prepayUrl={`/api/vip/${encodeURIComponent(outTradeNo)}/prepay`}
      paidUrl="/me?paid=1"
      path={path}
      back={{ href: "/me", label: "回到我的" }}
    />
  );
}
