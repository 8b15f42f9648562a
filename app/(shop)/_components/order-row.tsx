import type { OrderSummary } from "@/lib/shop/orders/queries";
import { stateLabel } from "@/lib/shop/orders/states";
import { Countdown } from "./countdown";
import { secondsLeft, shownState } from "./order-state";
import { Price } from "./price";
import { ShopLink } from "./shop-link";
import { Stone } from "./stone";
import { Time } from "./time";

const picturesShown = 4;

/** The one thing that can be done next with an order, or what it waits for. */
function NextStep({ order, at }: { order: OrderSummary; at: Date }) {
  const [first] = order.items;
  switch (shownState(order, at)) {
    case "pending":
      return (
        <>
          <Countdown seconds={secondsLeft(order, at)} />
          {/* A whole new page: see needsLoading. */}
          <a className="weui-btn weui-btn_mini btn_wechat" href={`/orders/${order.id}/pay`}>
            去支付
          </a>
        </>
      );
    case "paid":
      return <span>{order.held ? "退款处理中，暂不发货" : "正在备货，48 小时内发出"}</span>;
    case "shipped":
      return <span>在路上了，请留意快递的电话</span>;
    case "refund_due":
      return <span>将原路退回，请留意微信的通知</span>;
    default:
      return first ? (
        <ShopLink className="weui-btn weui-btn_mini btn_soft" href={`/products/${first.productId}`}>
          再次购买
        </ShopLink>
      ) : null;
  }
}

/** An order in the list: its stones, its sum, its state, and what comes next. */
export function OrderRow({ order, at }: { order: OrderSummary; at: Date }) {
  const { id, items, count, total, placedAt } = order;
  const state = shownState(order, at);
  const [first] = items;
  return (
    <article className="order-row">
      <ShopLink className="order-row__main" href={`/orders/${id}`} outline="order">
        <span className="order-row__head">
          <Time at={placedAt} />
          <span className={`order-row__state state_${state}`}>{stateLabel[state]}</span>
        </span>
        <span className="order-row__stones">
          {items.slice(0, picturesShown).map(({ productId, name, image }) => (
            <span key={productId} className="order-row__stone">
              <Stone image={image} name={name} size={64} />
            </span>
          ))}
          {items.length === 1 && first ? <span className="order-row__name">{first.name}</span> : null}
        </span>
        <span className="order-row__sum">
          共 {count} 件，合计 <Price fen={total} />
        </span>
      </ShopLink>
      <div className="order-row__next">
        <NextStep order={order} at={at} />
      </div>
    </article>
  );
}
