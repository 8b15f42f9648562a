import type { Metadata } from "next";
import { requireOperator } from "@/lib/http/operator";
import { overview } from "@/lib/shop/admin/overview";
import { formatFen } from "@/lib/shop/money";
import { Time } from "../(shop)/_components/time";
import { AdminPage } from "./_components/admin-page";
import { MemberChip, RefundChip, TransferChip } from "./_components/chip";
import { Difference } from "./_components/difference";
import { Card } from "./_components/facts";

export const metadata: Metadata = { title: "概览" };

type Overview = Awaited<ReturnType<typeof overview>>;
type FigureProps = {
  href: string;
  label: string;
  number: number | string;
  note: string;
  tone?: "wait" | "bad";
};

function Figure({ href, label, number, note, tone }: FigureProps) {
  return (
    <a className={tone ? `figure figure_${tone}` : "figure"} href={href}>
      <span className="figure__label">{label}</span>
      <span className="figure__number">{number}</span>
      <span className="figure__note">{note}</span>
    </a>
  );
}

function shippingNote({ toShip, held }: Overview): string {
  const words = toShip > 0 ? "48 小时内发出" : "没有等着发货的";
  return held > 0 ? `${words}，另有 ${held} 笔在退款` : words;
}

function Figures(view: Overview) {
  const { toShip, requested, today, problems } = view;
  return (
    <div className="figures">
      <Figure
        href="/admin/orders?state=paid"
        label="待发货"
        number={toShip}
        note={shippingNote(view)}
        {...(toShip > 0 && { tone: "wait" })}
      />
      <Figure
        href="/admin/refunds"
        label="退款申请"
        number={requested}
        note={requested > 0 ? "买家在等您的答复" : "没有待处理的申请"}
        {...(requested > 0 && { tone: "wait" })}
      />
      <Figure
        href="#problems"
        label="异常"
        number={problems.count}
        note={problems.count > 0 ? "退款、兑换或对账" : "一切正常"}
        {...(problems.count > 0 && { tone: "bad" })}
      />
      <Figure
        href="/admin/orders"
        label="今日收款"
        number={formatFen(today.paid)}
        note={`${today.payments} 笔`}
      />
      <Figure
        href="/admin/refunds?state=success"
        label="今日退款"
        number={formatFen(today.refunded)}
        note={`${today.refunds} 笔`}
      />
    </div>
  );
}

function Problems({ problems: { refunds, transfers, differences, count } }: Pick<Overview, "problems">) {
  return (
    <section className="card" id="problems">
      <h2 className="card__title">需要看一看</h2>
      {count === 0 ? <p className="card__calm">没有异常的退款、失败的兑换或对不上的账。</p> : null}
      <ul className="watch">
        {refunds.map(({ outRefundNo, amount, state, requestedAt, problem }) => (
          <li key={outRefundNo} className="watch__item">
            <a href={`/admin/refunds/${outRefundNo}`}>退款 {formatFen(amount)}</a>
            <RefundChip state={state} />
            <Time at={requestedAt} />
            {problem ? <p className="trouble">{problem}</p> : null}
          </li>
        ))}
        {transfers.map(({ outBillNo, amount, state, createdAt, failReason, problem }) => (
          <li key={outBillNo} className="watch__item">
            <a href={`/admin/transfers?state=${state === "failed" ? "failed" : "open"}`}>
              兑换 {formatFen(amount)}
            </a>
            <TransferChip state={state} />
            <Time at={createdAt} />
            <p className="trouble">{failReason ?? problem ?? "没有付出，宝石已退回"}</p>
          </li>
        ))}
        {differences.map((difference) => (
          <li key={difference.id} className="watch__item">
            <a href="/admin/bills">{difference.day} 对账</a>
            <Difference {...difference} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Waiting({ waiting: { orders, refunds } }: Pick<Overview, "waiting">) {
  return (
    <div className="pair">
      <Card title="先发这些" beside={<a href="/admin/orders?state=paid">全部</a>}>
        {orders.length === 0 ? <p className="card__calm">没有等着发货的订单。</p> : null}
        <ul className="watch">
          {orders.map(({ id, receiver, items, placedAt, member }) => (
            <li key={id} className="watch__item">
              <a href={`/admin/orders/${id}`}>{receiver}</a>
              {member ? <MemberChip /> : null}
              <Time at={placedAt} />
              <p>
                {items
                  .map(({ name, quantity }) => (quantity > 1 ? `${name} × ${quantity}` : name))
                  .join("、")}
              </p>
            </li>
          ))}
        </ul>
      </Card>
      <Card title="等您答复的退款" beside={<a href="/admin/refunds">全部</a>}>
        {refunds.length === 0 ? <p className="card__calm">没有等着答复的申请。</p> : null}
        <ul className="watch">
          {refunds.map(({ outRefundNo, amount, reason, order, requestedAt }) => (
            <li key={outRefundNo} className="watch__item">
              <a href={`/admin/refunds/${outRefundNo}`}>
                {order?.receiver ?? "会员"} {formatFen(amount)}
              </a>
              <Time at={requestedAt} />
              <p>{reason}</p>
            </li>
          ))}
        </ul>
      </Card>
    </div>
  );
}

export default async function OverviewPage() {
  await requireOperator("/admin");
  const view = await overview();
  return (
    <AdminPage current="overview" title="概览">
      <Figures {...view} />
      <Waiting waiting={view.waiting} />
      <Problems problems={view.problems} />
    </AdminPage>
  );
}
