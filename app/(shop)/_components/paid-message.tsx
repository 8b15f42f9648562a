import type { OrderDetail } from "@/lib/shop/orders/queries";
import { Message } from "./message";
import { PlainPage } from "./plain-page";
import { Price } from "./price";
import { ShopLink } from "./shop-link";
import { SubscribeNotices } from "./subscribe-notices";

/** WeUI's result page after a payment, and what happens next. */
export function PaidMessage({ order: { id, total, receiver, phone } }: { order: OrderDetail }) {
  return (
    <PlainPage>
      <Message
        drawing="done"
        title="支付成功"
        actions={
          <>
            <ShopLink className="weui-btn weui-btn_primary" href={`/orders/${id}`} outline="order">
              查看订单
            </ShopLink>
            <ShopLink className="weui-btn weui-btn_default" href="/">
              继续逛逛
            </ShopLink>
          </>
        }
      >
        <Price fen={total} size="huge" />
        <ol className="next-steps">
          <li>我们今天就为您检视、装盒</li>
          <li>48 小时内由顺丰保价发出</li>
          <li>
            送到 {receiver}（{phone.slice(0, 3)}****{phone.slice(-4)}），请当面拆验
          </li>
        </ol>
        <SubscribeNotices when="afterPaying" />
      </Message>
    </PlainPage>
  );
}
