"use client";

import { useState } from "react";
import type { OrderState, PayoutState } from "@/lib/sandbox/money-state";
import { Balance } from "./balance";
import { Heading } from "./heading";
import { OrderRow } from "./order-row";
import { PayoutRow } from "./payout-row";

type Tab = "in" | "out";

const tabs: readonly [tab: Tab, zh: string, en: string][] = [
  ["in", "付款与退款", "payments"],
  ["out", "红包与转账", "payouts"],
];

type TabsProps = { tab: Tab; counts: Record<Tab, number>; onChoose: (tab: Tab) => void };

function Tabs({ tab, counts, onChoose }: TabsProps) {
  return (
    <fieldset className="devices money-tabs">
      <legend className="sr-only">看哪一本账</legend>
      {tabs.map(([name, zh, en]) => (
        <button
          key={name}
          type="button"
          aria-pressed={tab === name}
          onClick={() => onChoose(name)}
          title={en}
          data-testid={`sandbox-money-${name}`}
        >
          {zh}
          {counts[name] ? ` ${counts[name]}` : ""}
        </button>
      ))}
    </fieldset>
  );
}

type PaymentsProps = {
  orders: OrderState[];
  payouts: PayoutState[];
  /** Fen. */
  balance: number;
  nowMs: number;
  onChange: () => void;
};

/** WeChat Pay's books: what people paid and got back, what the merchant gave, and what the shop was told of it. */
export function Payments({ orders, payouts, balance, nowMs, onChange }: PaymentsProps) {
  const [tab, setTab] = useState<Tab>("in");
  const counts = { in: orders.length, out: payouts.length };
  return (
    <section className="payments" aria-labelledby="payments-title">
      <Heading id="payments-title" zh="微信支付" en="WeChat Pay">
        <Tabs tab={tab} counts={counts} onChoose={setTab} />
        <Balance balance={balance} onChange={onChange} />
      </Heading>
      {tab === "in" ? (
        <ul className="money">
          {orders.length === 0 ? (
            <li className="empty">店铺下单之后，付款单、退款和通知会列在这里。</li>
          ) : null}
          {orders.map((order) => (
            <OrderRow key={order.id} order={order} nowMs={nowMs} onChange={onChange} />
          ))}
        </ul>
      ) : (
        <ul className="money">
          {payouts.length === 0 ? <li className="empty">店铺发的红包和商家转账会列在这里。</li> : null}
          {payouts.map((payout) => (
            <PayoutRow
              key={`${payout.kind}-${payout.id}`}
              payout={payout}
              nowMs={nowMs}
              onChange={onChange}
            />
          ))}
        </ul>
      )}
    </section>
  );
}
