"use client";

import type { OrderState, RefundState } from "@/lib/sandbox/money-state";
import { ApiBadge } from "./api-badge";
import { timeOfDay, until, yuan } from "./format";
import { Forge, Notices } from "./notice-row";

const tradeStates: Readonly<Record<string, string>> = {
  NOTPAY: "待支付",
  USERPAYING: "支付中",
  SUCCESS: "已支付",
  REFUND: "有退款",
  CLOSED: "已关闭",
  PAYERROR: "支付失败",
};

const refundStates: Readonly<Record<string, string>> = {
  PROCESSING: "退款中",
  SUCCESS: "已退款",
  ABNORMAL: "退款异常",
  CLOSED: "退款关闭",
};

type RowProps<T> = { nowMs: number; onChange: () => void } & T;

function RefundRow({ refund, nowMs, onChange }: RowProps<{ refund: RefundState }>) {
  const due = refund.status === "PROCESSING" ? `，${until(refund.dueAt, nowMs)}到账` : "";
  return (
    <li data-testid="sandbox-refund" data-state={refund.status}>
      <div className="money-line refund-line" title={refund.reason ?? undefined}>
        <span className={`state refund-${refund.status}`}>
          {refundStates[refund.status] ?? refund.status}
        </span>
        <b>−{yuan(refund.amount)}</b>
        <code>{refund.outRefundNo}</code>
        <small>
          {refund.account}
          {due}
        </small>
        <Forge
          path={`refunds/${refund.id}`}
          label={refund.outRefundNo}
          forgeries={refund.forgeries}
          onChange={onChange}
        />
      </div>
      <Notices notices={refund.notices} nowMs={nowMs} onChange={onChange} />
    </li>
  );
}

/** What of a QR code can be scanned here: tapped, it is copied. */
function CopyCode({ text }: { text: string }) {
  return (
    <button
      type="button"
      className="quiet"
      title={`复制二维码里的文字，贴到扫一扫\n${text}`}
      onClick={() => void navigator.clipboard?.writeText(text).catch(() => undefined)}
    >
      复制码
    </button>
  );
}

/** A payment with its notifications, and its refunds with theirs. */
export function OrderRow({ order, nowMs, onChange }: RowProps<{ order: OrderState }>) {
  return (
    <li className="order" data-testid="sandbox-order" data-state={order.tradeState} data-api={order.api}>
      <div className="money-line" title={`${order.body} · ${timeOfDay(order.createdAt)}`}>
        <span className={`state state-${order.tradeState}`}>
          {tradeStates[order.tradeState] ?? order.tradeState}
        </span>
        <b>{yuan(order.totalFee)}</b>
        <ApiBadge api={order.api} />
        <small className="trade-type">{order.tradeType}</small>
        <code>{order.outTradeNo}</code>
        {order.payerName ? <small>{order.payerName}</small> : null}
        {order.codeUrl && order.tradeState === "NOTPAY" ? <CopyCode text={order.codeUrl} /> : null}
        <Forge
          path={`orders/${order.id}`}
          label={order.outTradeNo}
          forgeries={order.forgeries}
          onChange={onChange}
        />
      </div>
      <Notices notices={order.notices} nowMs={nowMs} onChange={onChange} />
      {order.refunds.length > 0 ? (
        <ul className="refunds">
          {order.refunds.map((refund) => (
            <RefundRow key={refund.id} refund={refund} nowMs={nowMs} onChange={onChange} />
          ))}
        </ul>
      ) : null}
    </li>
  );
}
