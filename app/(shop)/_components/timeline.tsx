import type { OrderDetail } from "@/lib/shop/orders/queries";
import { Time } from "./time";

type Event = OrderDetail["events"][number];

const words: Record<Event["kind"], string> = {
  placed: "提交订单",
  paid: "付款成功",
  shipped: "已发货",
  completed: "已签收",
  cancelled: "订单取消",
  expired: "超时未付，订单关闭",
  refund_due: "等待退款",
  paid_twice: "重复付款",
};

/** What happened to an order, the newest first. */
export function Timeline({ events }: { events: Event[] }) {
  return (
    <section className="weui-cells timeline" aria-label="订单进度">
      <ol className="timeline__list">
        {[...events].reverse().map(({ kind, at, note }) => (
          <li key={`${kind} ${at.getTime()}`} className="timeline__event">
            <span className="timeline__word">{words[kind]}</span>
            <Time at={at} />
            {note ? <p className="timeline__note">{note}</p> : null}
          </li>
        ))}
      </ol>
    </section>
  );
}
