import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { requireOperator } from "@/lib/http/operator";
import { anyOrder } from "@/lib/shop/admin/orders";
import { type Refundable, refundable } from "@/lib/shop/refunds/queries";
import type { SearchParams } from "../../../../(shop)/_components/search-params";
import { ConfirmRefund } from "../../../_components/confirm-refund";
import { Fact } from "../../../_components/facts";
import { askAgain, type WantedRefund, wantedOf } from "../../../_components/wanted-refund";

export const metadata: Metadata = { title: "确认退款" };

type ConfirmProps = { params: Promise<{ id: string }>; searchParams: SearchParams };

/** Only all the money that is left takes the stones back. */
function stonesWords(left: Refundable | null, { amount, restock }: WantedRefund): string {
  const stones = (left?.items ?? []).filter((item) => item.left > 0);
  if (left?.amount !== amount || stones.length === 0) return "只退钱，宝石不动";
  const names = stones.map((item) => `${item.name} × ${item.left}`).join("、");
  return `${names}，${restock ? "退款到账后放回货架" : "不放回货架"}`;
}

/** Asks once more before the money of an order leaves. */
export default async function ConfirmOrderRefundPage({ params, searchParams }: ConfirmProps) {
  const { id } = await params;
  const path = `/admin/orders/${encodeURIComponent(id)}`;
  const wanted = await wantedOf(searchParams);
  await requireOperator(wanted ? askAgain(path, wanted) : path);
  if (!wanted) redirect(path);
  const [order, left] = await Promise.all([anyOrder(id), refundable(null, id)]);
  if (!order) notFound();
  const buyer = `${order.receiver} ${order.phone}`;
  return (
    <ConfirmRefund current="orders" path={path} buyer={buyer} wanted={wanted} rest={left?.amount ?? 0}>
      <Fact name="订单">{id}</Fact>
      <Fact name="宝石">{stonesWords(left, wanted)}</Fact>
    </ConfirmRefund>
  );
}
