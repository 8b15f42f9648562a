import "../../../_styles/refund.css";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { parseStones, stonesText } from "@/lib/http/fields";
import { requireUser } from "@/lib/http/visitor";
import { orderOf } from "@/lib/shop/orders/queries";
import { type Refundable, refundable } from "@/lib/shop/refunds/queries";
import { nonceStr } from "@/lib/wechat/sign";
import { EnhancedForm } from "../../../_components/enhanced-form";
import { Message } from "../../../_components/message";
import { PlainPage } from "../../../_components/plain-page";
import { Price } from "../../../_components/price";
import { ReasonFields } from "../../../_components/reason-fields";
import { RefundLines } from "../../../_components/refund-lines";
import { one, type SearchParams } from "../../../_components/search-params";

export const metadata: Metadata = { title: "申请退款" };

type RefundProps = { params: Promise<{ id: string }>; searchParams: SearchParams };
/** How many of each stone, in the order's order. */
type Chosen = ReadonlyMap<string, number>;

/** What the address chooses; without a choice, or with one that cannot be, all that is left. */
function chosenOf(items: Refundable["items"], text: string | undefined): Chosen {
  const wanted = text === undefined ? null : parseStones(text);
  return new Map(
    items.map(({ productId, left }) => [
      productId,
      wanted ? Math.min(wanted.get(productId) ?? 0, left) : left,
    ]),
  );
}

/** What comes back for the stones: by the order's prices, but never more than the payment has left. (Fen) */
function amountOf({ items, amount }: Refundable, chosen: Chosen): number {
  const price = items.reduce((sum, { productId, price }) => sum + price * (chosen.get(productId) ?? 0), 0);
  return Math.min(price, amount);
}

function NothingToRefund({ id }: { id: string }) {
  return (
    <PlainPage>
      <Message
        drawing="empty-orders"
        title="这笔订单没有可退的"
        actions={
          <a className="weui-btn weui-btn_primary" href={`/orders/${id}`}>
            查看订单
          </a>
        }
      >
        还没有付款、已经全部退款，或付款已超过一年。
      </Message>
    </PlainPage>
  );
}

function SendBar({ amount }: { amount: number }) {
  return (
    <div className="bar">
      <p className="bar__sum">
        退款 <Price fen={amount} size="large" />
      </p>
      <button
        type="submit"
        className="weui-btn weui-btn_primary bar__button bar__button_narrow"
        disabled={amount === 0}
      >
        提交申请
      </button>
    </div>
  );
}

export default async function RefundPage({ params, searchParams }: RefundProps) {
  const { id } = await params;
  const path = `/orders/${encodeURIComponent(id)}/refund`;
  const user = await requireUser(path);
  const [order, left] = await Promise.all([orderOf(user.id, id), refundable(user.id, id)]);
  if (!order) notFound();
  const items = left?.items.filter((item) => item.left > 0) ?? [];
  if (!left || items.length === 0) return <NothingToRefund id={id} />;
  const chosen = chosenOf(items, one((await searchParams).items));
  const amount = amountOf({ ...left, items }, chosen);
  return (
    <EnhancedForm className="form_page" action={`/orders/${id}/refunds`}>
      <input type="hidden" name="once" value={nonceStr()} />
      <input type="hidden" name="items" value={stonesText(chosen)} />
      <PlainPage bar={<SendBar amount={amount} />}>
        <h1 className="page__title">申请退款</h1>
        <RefundLines path={path} items={items} chosen={chosen} />
        <ReasonFields shipped={order.state !== "paid"} />
        <p className="page__end">
          店主同意后，钱按原来的付款方式退回：零钱即时到账，银行卡一般 1–3 个工作日。
          <br />
          <a href={`/orders/${id}`}>先不退了</a>
        </p>
      </PlainPage>
    </EnhancedForm>
  );
}
