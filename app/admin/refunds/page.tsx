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
import { RefundChip } from "../_components/chip";
import { ListPage, listAddress } from "../_components/list-page";
import { originLabel } from "../_components/refund-facts";

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

const hrefOf = (state: RefundFilter, page = 1): string =>
  listAddress("/admin/refunds", { state: state === "requested" ? "" : state, page });

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
          <a href={`/admin/members/${refund.outTradeNo}`}>{refund.payment.body}</a>
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

const columns = ["申请时间", "买家", "订单", "原因", { sum: "金额" }, "状态"];

export default async function RefundsPage({ searchParams }: RefundsProps) {
  const given = await searchParams;
  const filter = refundFilters.find((name) => name === one(given.state)) ?? "requested";
  const page = pageNumber(one(given.page));
  await requireOperator(hrefOf(filter, page));
  const [list, counts] = await Promise.all([refundsPage(filter, page), refundCounts()]);
  const tabs = refundFilters.map((name) => ({
    href: hrefOf(name),
    label: labels[name],
    count: counts[name],
    current: name === filter,
  }));
  return (
    <ListPage
      current="refunds"
      title="退款"
      filters={{ label: "退款状态", tabs }}
      columns={columns}
      list={list}
      line={(refund) => <RefundLine key={refund.outRefundNo} refund={refund} />}
      nothing={filter === "requested" ? "没有等您处理的退款申请" : "这里还没有退款"}
      hrefOf={(number) => hrefOf(filter, number)}
    />
  );
}
