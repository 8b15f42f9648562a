import type { OrderDetail } from "@/lib/shop/orders/queries";
import { eventWords } from "./event-words";
import { Time } from "./time";

type Event = OrderDetail["events"][number];

/** What happened to an order, the newest first. */
export function Timeline({ events }: { events: Event[] }) {
  return (
    <section className="weui-cells timeline" aria-label="订单进度">
      <ol className="timeline__list">
        {[...events].reverse().map(({ kind, at, note }) => (
          <li key={`${kind} ${at.getTime()} ${note}`} className="timeline__event">
            <span className="timeline__word">{eventWords[kind]}</span>
            <Time at={at} />
            {note ? <p className="timeline__note">{note}</p> : null}
          </li>
        ))}
      </ol>
    </section>
  );
}
