import type { Metadata } from "next";
import { now } from "@/lib/clock";
import { requireUser } from "@/lib/http/visitor";
import { ordersOf } from "@/lib/shop/orders/queries";
import { type OrderFilter, orderFilters } from "@/lib/shop/orders/states";
import { Message } from "../_components/message";
import { OrderRow } from "../_components/order-row";
import { Page } from "../_components/page";
import { one, type SearchParams } from "../_components/search-params";
import { ShopLink } from "../_components/shop-link";

export const metadata: Metadata = { title: "订单" };

type OrdersProps = { searchParams: SearchParams };

const filterLabels: Record<OrderFilter, string> = {
  all: "全部",
  pending: "待付款",
  paid: "待发货",
  shipped: "待收货",
  completed: "已完成",
  closed: "已关闭",
};
const pathOf = (filter: OrderFilter) => (filter === "all" ? "/orders" : `/orders?state=${filter}`);

function Tabs({ current, counts }: { current: OrderFilter; counts: Record<OrderFilter, number> }) {
  return (
    <nav className="tabs" aria-label="订单状态">
      {orderFilters.map((filter) => (
        <ShopLink
          key={filter}
          className="tabs__item"
          href={pathOf(filter)}
          outline="orders"
          aria-current={filter === current ? "page" : undefined}
        >
          {filterLabels[filter]}
          {counts[filter] > 0 ? <span className="tabs__count">{counts[filter]}</span> : null}
        </ShopLink>
      ))}
    </nav>
  );
}

function NoOrders({ filter }: { filter: OrderFilter }) {
  return (
    <Message
      small
      drawing="empty-orders"
      title={filter === "all" ? "还没有订单" : `没有${filterLabels[filter]}的订单`}
      actions={
        <ShopLink className="weui-btn weui-btn_primary" href="/">
          去看宝石
        </ShopLink>
      }
    >
      {filter === "all" ? "第一颗石头，往往是一眼看中的。" : null}
    </Message>
  );
}

export default async function OrdersPage({ searchParams }: OrdersProps) {
  const wanted = one((await searchParams).state);
  const filter = orderFilters.find((name) => name === wanted) ?? "all";
  const user = await requireUser(pathOf(filter));
  const { orders, counts } = await ordersOf(user.id, filter);
  const at = now();
  return (
    <Page tab="orders">
      <Tabs current={filter} counts={counts} />
      {orders.length === 0 ? (
        <NoOrders filter={filter} />
      ) : (
        <>
          <h1 className="visually-hidden">{filterLabels[filter]}订单</h1>
          <ul className="orders">
            {orders.map((order) => (
              <li key={order.id}>
                <OrderRow order={order} at={at} />
              </li>
            ))}
          </ul>
        </>
      )}
    </Page>
  );
}
