import type { Metadata } from "next";
import { requireOperator } from "@/lib/http/operator";
import { allOrderCounts, ordersPage } from "@/lib/shop/admin/orders";
import { pageNumber } from "@/lib/shop/admin/paging";
import { formatFen } from "@/lib/shop/money";
import { type OrderFilter, orderFilters } from "@/lib/shop/orders/states";
import { one, type SearchParams } from "../../(shop)/_components/search-params";
import { Time } from "../../(shop)/_components/time";
import { Chip, MemberChip, OrderChip } from "../_components/chip";
import { ListPage, listAddress } from "../_components/list-page";

export const metadata: Metadata = { title: "订单" };

type OrdersProps = { searchParams: SearchParams };
type Row = Awaited<ReturnType<typeof ordersPage>>["rows"][number];

const labels: Record<OrderFilter, string> = {
  all: "全部",
  pending: "待付款",
  paid: "待发货",
  shipped: "待收货",
  completed: "已完成",
  closed: "已关闭",
};

type Wanted = { state: OrderFilter; text: string; page: number };

const hrefOf = ({ state, text, page }: Wanted): string =>
  listAddress("/admin/orders", { state: state === "all" ? "" : state, q: text, page });

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
  const { id, state, items, total, receiver, phone, placedAt, refunds, member } = order;
  const asked = refunds.some((refund) => refund.state === "requested");
  const going = refunds.some((refund) => refund.state === "granted" || refund.state === "processing");
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
          {receiver} {member ? <MemberChip /> : null}
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
          {going ? <Chip tone="move">退款途中</Chip> : null}
        </span>
      </td>
    </tr>
  );
}

const columns = ["订单", "下单时间", "宝石", "收货人", { sum: "金额" }, "状态"];

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
  const [list, counts] = await Promise.all([
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
    <ListPage
      current="orders"
      title="订单"
      beside={<Search {...wanted} />}
      filters={{ label: "订单状态", tabs }}
      columns={columns}
      list={list}
      line={(order) => <OrderLine key={order.id} order={order} />}
      nothing={wanted.text ? `没有找到“${wanted.text}”` : `没有${labels[wanted.state]}的订单`}
      hrefOf={(page) => hrefOf({ ...wanted, page })}
    />
  );
}
