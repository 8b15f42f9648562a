"use client";

import type { PayoutState } from "@/lib/sandbox/money-state";
import { ApiBadge } from "./api-badge";
import { timeOfDay, yuan } from "./format";
import { Forge, Notices, timeLeft } from "./notice-row";

/** Of red packs and of transfers: their states have no name in common but FAILED and FAIL, which mean the same. */
const states: Readonly<Record<string, [text: string, tone: "good" | "waiting" | "bad" | "over"]>> = {
  SENDING: ["发放中", "waiting"],
  SENT: ["待领取", "waiting"],
  RECEIVED: ["已领取", "good"],
  FAILED: ["发放失败", "bad"],
  RFUND_ING: ["退回中", "over"],
  REFUND: ["已退回", "over"],
  ACCEPTED: ["已受理", "waiting"],
  PROCESSING: ["处理中", "waiting"],
  WAIT_USER_CONFIRM: ["待收款", "waiting"],
  TRANSFERING: ["转账中", "waiting"],
  SUCCESS: ["已到账", "good"],
  FAIL: ["失败", "bad"],
  CANCELING: ["撤销中", "over"],
  CANCELLED: ["已撤销", "over"],
};

const kinds = { red_pack: "红包", transfer: "转账" } as const;

type PayoutRowProps = { payout: PayoutState; nowMs: number; onChange: () => void };

/** A red pack or a transfer: to whom, and what became of it. */
export function PayoutRow({ payout, nowMs, onChange }: PayoutRowProps) {
  const [text, tone] = states[payout.state] ?? [payout.state, "over"];
  const left = timeLeft(payout.expiresAt, nowMs);
  return (
    <li
      className="order"
      data-testid="sandbox-payout"
      data-kind={payout.kind}
      data-state={payout.state}
      data-api={payout.api}
    >
      <div className="money-line" title={timeOfDay(payout.createdAt)}>
        <span className={`state payout-${tone}`}>{text}</span>
        <b>{yuan(payout.amount)}</b>
        <ApiBadge api={payout.api} />
        <small className="trade-type">{kinds[payout.kind]}</small>
        <code>{payout.number}</code>
        <small>{[payout.personName, payout.note, left].filter(Boolean).join(" · ")}</small>
        <Forge
          path={`transfers/${payout.id}`}
          label={payout.number}
          forgeries={payout.forgeries}
          onChange={onChange}
        />
      </div>
      <Notices notices={payout.notices} nowMs={nowMs} onChange={onChange} />
    </li>
  );
}
