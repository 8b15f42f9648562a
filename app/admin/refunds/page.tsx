import type { Metadata } from "next";
import { requireOperator } from "@/lib/http/operator";
import { pageNumber } from "@/lib/shop/admin/paging";
import {
  type AdminRefund,
  type RefundFilter,
  refundCounts,
  refundFilters,
  refundsPage,
} from "@/lib/shop/admin/refunds";
import { formatFen } from "@/lib/shop/money";
import { one, type SearchParams } from "../../(shop)/_components/search-params";
import { Time } from "../../(shop)/_components/time";
import { AdminPage } from "../_components/admin-page";
import { RefundChip } from "../_components/chip";
import { originLabel } from "../_components/refund-facts";
import { Nothing, Pager, Tabs } from "../_components/tabs";

export const metadata: Metadata = { title: "退款" };

type RefundsProps = { searchParams: SearchParams };

const labels: Record<RefundFilter, string> = {
  requested: "待处理",
  moving: "退款途中",
  trouble: "异常",
  success: "已到账",
  ended: "未退",
  all: "全部",
};

function hrefOf(state: RefundFilter, page = 1): string {
  const query = new URLSearchParams();
  if (state !== "requested") query.set("state", state);
  if (page > 1) query.set("page", String(page));
  return query.size > 0 ? `/admin/refunds?${query}` : "/admin/refunds";
}

function RefundLine({ refund }: { refund: AdminRefund }) {
  const { outRefundNo, orderId, amount, reason, state, origin, requestedAt, order, user } = refund;
  return (
    <tr>
      <td data-label="申请时间">
        <a href={`/admin/refunds/${outRefundNo}`}>
          <Time at={requestedAt} />
        </a>
      </td>
      <td data-label="买家">
        <span>
          {order?.receiver ?? user.nickname ?? "月光访客"}
          <small className="table__quiet">{originLabel(origin)}</small>
        </span>
      </td>
      <td data-label="订单">
        {orderId ? (
          <a className="table__number" href={`/admin/orders/${orderId}`}>
            {orderId}
          </a>
        ) : (
          <a href={`/admin/members/${refund.outTradeNo}`}>会员</a>
        )}
      </td>
      <td data-label="原因">{reason}</td>
      <td data-label="金额" className="table__sum">
        {formatFen(amount)}
      </td>
      <td data-label="状态">
        <RefundChip state={state} />
      </td>
    </tr>
  );
}

function RefundsTable({ rows }: { rows: AdminRefund[] }) {
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">申请时间</th>
          <th scope="col">买家</th>
          <th scope="col">订单</th>
          <th scope="col">原因</th>
          <th scope="col" className="table__sum">
            金额
          </th>
          <th scope="col">状态</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((refund) => (
          <RefundLine key={refund.outRefundNo} refund={refund} />
        ))}
      </tbody>
    </table>
  );
}

export default async function RefundsPage({ searchParams }: RefundsProps) {
  const given = await searchParams;
  const filter = refundFilters.find((name) => name === one(given.state)) ?? "requested";
  const page = pageNumber(one(given.page));
  await requireOperator(hrefOf(filter, page));
  const [{ rows, ...place }, counts] = await Promise.all([refundsPage(filter, page), refundCounts()]);
  const tabs = refundFilters.map((name) => ({
    href: hrefOf(name),
    label: labels[name],
    count: counts[name],
    current: name === filter,
  }));
  return (
    <AdminPage current="refunds" title="退款">
      <Tabs label="退款状态" tabs={tabs} />
      {rows.length > 0 ? (
        <RefundsTable rows={rows} />
      ) : (
        <Nothing>{filter === "requested" ? "没有等您处理的退款申请" : "这里还没有退款"}</Nothing>
      )}
      <Pager {...place} hrefOf={(number) => hrefOf(filter, number)} />
    </AdminPage>
  );
}
