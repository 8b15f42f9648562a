import type { OrderDetail } from "@/lib/shop/orders/queries";
import { type OrderState, stateLabel } from "@/lib/shop/orders/states";
import { Countdown } from "./countdown";
import { secondsLeft, shownState } from "./order-state";

const sentences: Record<OrderState, string> = {
  pending: "宝石已为您留好，请在时限内付款。",
  paid: "已收到付款，48 小时内由顺丰发出。",
  shipped: "宝石在路上，请当面拆验后签收。发货 10 天后自动确认收货。",
  completed: "愿它的光一直陪着您。",
  cancelled: "订单已取消，没有产生扣款。",
  expired: "没有在时限内付款，宝石已放回货架。没有产生扣款。",
  refund_due: "付款到账时宝石已售出，款项将原路退回，无需操作。",
  refunded: "款项已全部原路退回。期待下次与您相遇。",
};

const held = "退款处理中，暂不发货。";

/** The state as the coloured head of an order: in a word, in a sentence, and the time left while there is any. */
export function OrderHead({ order, at }: { order: OrderDetail; at: Date }) {
  const state = shownState(order, at);
  return (
    <header className={`order-head order-head_${state}`}>
      <h1 className="order-head__state">{stateLabel[state]}</h1>
      <p className="order-head__sentence">{order.held ? held : sentences[state]}</p>
      {state === "pending" ? (
        <p className="order-head__left">
          <Countdown seconds={secondsLeft(order, at)} />
        </p>
      ) : null}
    </header>
  );
}
