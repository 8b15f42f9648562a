"use client";

import type { Forgery } from "@/lib/sandbox/notices";
import type { NoticeState, OrderState } from "@/lib/sandbox/state";
import { post } from "./api";
import { timeOfDay, until, yuan } from "./format";
import { Heading } from "./heading";
import { useAction } from "./use-action";

const tradeStates: Record<string, string> = {
  NOTPAY: "待支付",
  USERPAYING: "支付中",
  SUCCESS: "已支付",
  CLOSED: "已关闭",
  PAYERROR: "支付失败",
};

const noticeStates: Record<string, string> = {
  waiting: "待送",
  delivered: "送达",
  refused: "被识破",
  given_up: "放弃",
  lost: "丢失",
};

const forgeries: Record<Forgery, string> = {
  signature: "签名用错密钥",
  unsigned: "没有签名",
  amount: "金额不对",
  appid: "别人的 appid",
  mch_id: "别人的商户号",
  openid: "别人的 openid",
};
const isForgery = (kind: string): kind is Forgery => kind in forgeries;

function progress(notice: NoticeState, nowMs: number): string {
  const kind = isForgery(notice.kind) ? `伪造：${forgeries[notice.kind]} · ` : "";
  const tried = notice.attempts ? `送了 ${notice.attempts} 次` : "还没送";
  const last = notice.lastStatus ? `，HTTP ${notice.lastStatus}` : "";
  const next = notice.nextAttemptAt ? `，${until(notice.nextAttemptAt, nowMs)}再送` : "";
  return kind + tried + last + next;
}

function Failure({ text }: { text: string | null }) {
  return text ? <span className="failure">{text}</span> : null;
}

function NoticeRow({
  notice,
  nowMs,
  onChange,
}: {
  notice: NoticeState;
  nowMs: number;
  onChange: () => void;
}) {
  const resend = useAction(async () => {
    await post(`notices/${notice.id}/resend`);
    onChange();
  });
  return (
    <div className="notice" data-testid="sandbox-notice" data-status={notice.status} data-kind={notice.kind}>
      <span className={`state state-${notice.status}`}>
        通知{noticeStates[notice.status] ?? notice.status}
      </span>
      <span className="notice-progress" title={notice.lastAnswer ?? notice.url}>
        {progress(notice, nowMs)}
      </span>
      <Failure text={resend.failure} />
      <button
        type="button"
        className="quiet"
        disabled={resend.busy}
        onClick={() => resend.run()}
        data-testid="sandbox-resend"
      >
        重发 <small>resend</small>
      </button>
    </div>
  );
}

function Forge({ order, onChange }: { order: OrderState; onChange: () => void }) {
  const forge = useAction(async (kind: string) => {
    await post(`orders/${order.id}/forge`, { kind });
    onChange();
  });
  return (
    <>
      <Failure text={forge.failure} />
      <select
        value=""
        aria-label={`为 ${order.outTradeNo} 伪造通知 forge a notification`}
        disabled={forge.busy}
        onChange={(event) => forge.run(event.target.value)}
        data-testid="sandbox-forge"
      >
        <option value="" disabled>
          伪造通知 forge…
        </option>
        {Object.entries(forgeries).map(([kind, text]) => (
          <option key={kind} value={kind}>
            {text} {kind}
          </option>
        ))}
      </select>
    </>
  );
}

type PaymentsProps = { orders: OrderState[]; notices: NoticeState[]; nowMs: number; onChange: () => void };

/** WeChat Pay's books: each order with its notifications on their way to the shop. */
export function Payments({ orders, notices, nowMs, onChange }: PaymentsProps) {
  return (
    <section className="payments" aria-labelledby="payments-title">
      <Heading id="payments-title" zh="付款与通知" en="Payments & notifications" />
      {orders.length === 0 ? <p className="empty">店铺下单之后，付款单和通知会列在这里。</p> : null}
      <ul>
        {orders.map((order) => (
          <li key={order.id} className="order" data-testid="sandbox-order" data-state={order.tradeState}>
            <div className="order-line" title={`${order.body} · ${timeOfDay(order.createdAt)}`}>
              <span className={`state state-${order.tradeState}`}>
                {tradeStates[order.tradeState] ?? order.tradeState}
              </span>
              <b>{yuan(order.totalFee)}</b>
              <code>{order.outTradeNo}</code>
              {order.payerName ? <small>{order.payerName}</small> : null}
              <Forge order={order} onChange={onChange} />
            </div>
            {notices
              .filter((notice) => notice.orderId === order.id)
              .map((notice) => (
                <NoticeRow key={notice.id} notice={notice} nowMs={nowMs} onChange={onChange} />
              ))}
          </li>
        ))}
      </ul>
    </section>
  );
}
