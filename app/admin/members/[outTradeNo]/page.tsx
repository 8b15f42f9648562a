import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { requireOperator } from "@/lib/http/operator";
import { anyPurchase } from "@/lib/shop/admin/members";
import { formatFen } from "@/lib/shop/money";
import { Time } from "../../../(shop)/_components/time";
import { AdminPage } from "../../_components/admin-page";
import { Card, Fact } from "../../_components/facts";
import { RefundForm } from "../../_components/refund-forms";
import { RefundList } from "../../_components/refund-list";

export const metadata: Metadata = { title: "付款" };

type PurchaseProps = { params: Promise<{ outTradeNo: string }> };

export default async function PurchasePage({ params }: PurchaseProps) {
  const { outTradeNo } = await params;
  await requireOperator(`/admin/members/${encodeURIComponent(outTradeNo)}`);
  const payment = await anyPurchase(outTradeNo);
  if (!payment) notFound();
  const { user, type, body, totalFee, refunded, paidAt, transactionId, refunds } = payment;
  const rest = totalFee - refunded;
  return (
    <AdminPage current="members" title={`付款 ${formatFen(totalFee)}`}>
      <div className="split">
        <div className="split__main">
          <Card title="付款">
            <dl className="particulars">
              <Fact name="商品">{body}</Fact>
              <Fact name="买家">{user.nickname ?? "月光访客"}</Fact>
              {type === "vip" && user.vipUntil ? (
                <Fact name="有效期至">
                  <Time at={user.vipUntil} day />
                </Fact>
              ) : null}
              {paidAt ? (
                <Fact name="付款时间">
                  <Time at={paidAt} />
                </Fact>
              ) : null}
              {refunded > 0 ? <Fact name="已退或退款中">{formatFen(refunded)}</Fact> : null}
              <Fact name="商户单号">{outTradeNo}</Fact>
              {transactionId ? <Fact name="微信支付单号">{transactionId}</Fact> : null}
            </dl>
          </Card>
          <RefundList refunds={refunds} />
        </div>
        <div className="split__side">
          {rest > 0 ? (
            <Card title="退款给买家">
              <RefundForm action={`/admin/members/${outTradeNo}/refunds`} most={rest} />
            </Card>
          ) : null}
        </div>
      </div>
    </AdminPage>
  );
}
