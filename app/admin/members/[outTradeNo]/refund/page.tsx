import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { requireOperator } from "@/lib/http/operator";
import { anyPurchase } from "@/lib/shop/admin/members";
import { formatFen } from "@/lib/shop/money";
import type { SearchParams } from "../../../../(shop)/_components/search-params";
import { ConfirmRefund } from "../../../_components/confirm-refund";
import { Fact } from "../../../_components/facts";
import { askAgain, wantedOf } from "../../../_components/wanted-refund";

export const metadata: Metadata = { title: "确认退款" };

type ConfirmProps = { params: Promise<{ outTradeNo: string }>; searchParams: SearchParams };

/** Asks once more before the money of a payment without an order leaves. */
export default async function ConfirmMemberRefundPage({ params, searchParams }: ConfirmProps) {
  const { outTradeNo } = await params;
  const path = `/admin/members/${encodeURIComponent(outTradeNo)}`;
  const wanted = await wantedOf(searchParams);
  await requireOperator(wanted ? askAgain(path, wanted) : path);
  if (!wanted) redirect(path);
  const payment = await anyPurchase(outTradeNo);
  if (!payment) notFound();
  const { user, body, totalFee, refunded } = payment;
  const buyer = user.nickname ?? "月光访客";
  return (
    <ConfirmRefund current="members" path={path} buyer={buyer} wanted={wanted} rest={totalFee - refunded}>
      <Fact name="商品">
        {body}（{formatFen(totalFee)}）
      </Fact>
    </ConfirmRefund>
  );
}
