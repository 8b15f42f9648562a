import type { Metadata } from "next";
import { requireOperator } from "@/lib/http/operator";
import { allOrderCounts, ordersPage } from "@/lib/shop/admin/orders";
import { pageNumber } from "@/lib/shop/admin/paging";
import { formatFen } from "@/lib/shop/money";
import { type OrderFilter, orderFilters } from "@/lib/shop/orders/states";
import { one, type SearchParams } from "../../(shop)/_components/search-params";
import { Time } from "../../(shop)/_components/time";
import { AdminPage } from "../_components/admin-page";
import { Chip, OrderChip } from "../_components/chip";
import { Nothing, Pager, Tabs } from "../_components/tabs";

export const metadata: Metadata = { title: "订单" };

type OrdersProps = { searchParams: SearchParams };
type Row = Awaited<ReturnType<typeof ordersPage>>["rows"][number];

const labels: Record<OrderFilter, string> = {
  all: "全部",
  pending: "待付款",
  paid: "待发货",
  shipped: "已发货",
  completed: "已完成",
  closed: "已关闭",
};

type Wanted = { state: OrderFilter; text: string; page: number };

function hrefOf({ state, text, page }: Wanted): string {
  const query = new URLSearchParams();
  if (state !== "all") query.set("state", state);
  if (text) query.set("q", text);
  if (page > 1) query.set("page", String(page));
  return query.size > 0 ? `/admin/orders?${query}` : "/admin/orders";
}

function Search({ state, text }: Wanted) {
  return (
    <search>
      <form className="search" method="get" action="/admin/orders">
        {state === "all" ? null : <input type="hidden" name="state" value={state} />}
        <input
          className="search__input"
          type="search"
          name="q"
          defaultValue={text}
          aria-label="查找订单"
          placeholder="订单号、微信支付单号、手机号、收货人"
          maxLength={64}
        />
        <button type="submit" className="search__button">
          查找
        </button>
      </form>
    </search>
  );
}

function OrderLine({ order }: { order: Row }) {
  const { id, state, items, total, receiver, phone, placedAt, refunds } = order;
  const asked = refunds.some((refund) => refund.state === "requested");
  return (
    <tr>
      <td data-label="订单">
        <a href={`/admin/orders/${id}`} className="table__number">
          {id}
        </a>
      </td>
      <td data-label="下单时间">
        <Time at={placedAt} />
      </td>
      <td data-label="宝石">
        {items.map(({ name, quantity }) => (quantity > 1 ? `${name} × ${quantity}` : name)).join("、")}
      </td>
      <td data-label="收货人">
        <span>
          {receiver}
          <small className="table__quiet">{phone}</small>
        </span>
      </td>
      <td data-label="金额" className="table__sum">
        {formatFen(total)}
      </td>
      <td data-label="状态">
        <span>
          <OrderChip state={state} />
          {asked ? <Chip tone="wait">申请退款</Chip> : null}
        </span>
      </td>
    </tr>
  );
}

function OrdersTable({ rows }: { rows: Row[] }) {
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">订单</th>
          <th scope="col">下单时间</th>
          <th scope="col">宝石</th>
          <th scope="col">收货人</th>
          <th scope="col" className="table__sum">
            金额
          </th>
          <th scope="col">状态</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((order) => (
          <OrderLine key={order.id} order={order} />
        ))}
      </tbody>
    </table>
  );
}

async function wantedOf(searchParams: SearchParams): Promise<Wanted> {
  const { state, q, page } = await searchParams;
  return {
    state: orderFilters.find((name) => name === one(state)) ?? "all",
    text: (one(q) ?? "").trim().slice(0, 64),
    page: pageNumber(one(page)),
  };
}

export default async function OrdersPage({ searchParams }: OrdersProps) {
  const wanted = await wantedOf(searchParams);
  await requireOperator(hrefOf(wanted));
  const [{ rows, ...place }, counts] = await Promise.all([
    ordersPage({ filter: wanted.state, ...wanted }),
    allOrderCounts(),
  ]);
  const tabs = orderFilters.map((state) => ({
    href: hrefOf({ state, text: wanted.text, page: 1 }),
    label: labels[state],
    count: counts[state],
    current: state === wanted.state,
  }));
  return (
    <AdminPage current="orders" title="订单" beside={<Search {...wanted} />}>
      <Tabs label="订单状态" tabs={tabs} />
      {rows.length > 0 ? <OrdersTable rows={rows} /> : null}
      {rows.length === 0 ? (
        <Nothing>{wanted.text ? `没有找到“${wanted.text}”` : `没有${labels[wanted.state]}的订单`}</Nothing>
      ) : null}
      <Pager {...place} hrefOf={(page) => hrefOf({ ...wanted, page })} />
    </AdminPage>
  );
}
