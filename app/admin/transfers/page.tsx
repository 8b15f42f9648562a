import type { Metadata } from "next";
import { requireOperator } from "@/lib/http/operator";
import { pageNumber } from "@/lib/shop/admin/paging";
import { type TransferFilter, transferFilters, transfersPage } from "@/lib/shop/admin/transfers";
import { formatFen } from "@/lib/shop/money";
import { one, type SearchParams } from "../../(shop)/_components/search-params";
import { Time } from "../../(shop)/_components/time";
import { TransferChip } from "../_components/chip";
import { ListPage, listAddress } from "../_components/list-page";

export const metadata: Metadata = { title: "兑换" };

type TransfersProps = { searchParams: SearchParams };
type Row = Awaited<ReturnType<typeof transfersPage>>["rows"][number];

const labels: Record<TransferFilter, string> = {
  all: "全部",
  open: "进行中",
  success: "已到账",
  failed: "没有成功",
  returned: "过期退回",
};

const hrefOf = (state: TransferFilter, page = 1): string =>
  listAddress("/admin/transfers", { state: state === "all" ? "" : state, page });

function TransferLine({ row }: { row: Row }) {
  const { outBillNo, billId, user, api, gems, amount, state, failReason, problem, createdAt } = row;
  return (
    <tr>
      <td data-label="兑换时间">
        <Time at={createdAt} />
      </td>
      <td data-label="兑换单号">
        <span className="table__number">
          {outBillNo}
          {billId ? <small className="table__quiet">微信：{billId}</small> : null}
        </span>
      </td>
      <td data-label="谁">{user.nickname ?? "月光访客"}</td>
      <td data-label="方式">{api === "v3" ? "商家转账" : "现金红包"}</td>
      <td data-label="宝石" className="table__sum">
        {gems.toLocaleString("en")}
      </td>
      <td data-label="金额" className="table__sum">
        {formatFen(amount)}
      </td>
      <td data-label="状态">
        <span>
          <TransferChip state={state} />
          {failReason || problem ? <small className="trouble"> {failReason ?? problem}</small> : null}
        </span>
      </td>
    </tr>
  );
}

const columns = ["兑换时间", "兑换单号", "谁", "方式", { sum: "宝石" }, { sum: "金额" }, "状态"];

export default async function TransfersPage({ searchParams }: TransfersProps) {
  const given = await searchParams;
  const filter = transferFilters.find((name) => name === one(given.state)) ?? "all";
  const page = pageNumber(one(given.page));
  await requireOperator(hrefOf(filter, page));
  const list = await transfersPage(filter, page);
  const tabs = transferFilters.map((name) => ({
    href: hrefOf(name),
    label: labels[name],
    current: name === filter,
  }));
  return (
    <ListPage
      current="transfers"
      title="宝石兑换现金"
      filters={{ label: "兑换状态", tabs }}
      columns={columns}
      list={list}
      line={(row) => <TransferLine key={row.outBillNo} row={row} />}
      nothing="这里还没有兑换"
      hrefOf={(number) => hrefOf(filter, number)}
    />
  );
}
