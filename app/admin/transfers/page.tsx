import type { Metadata } from "next";
import { requireOperator } from "@/lib/http/operator";
import { pageNumber } from "@/lib/shop/admin/paging";
import { type TransferFilter, transferFilters, transfersPage } from "@/lib/shop/admin/transfers";
import { formatFen } from "@/lib/shop/money";
import { one, type SearchParams } from "../../(shop)/_components/search-params";
import { Time } from "../../(shop)/_components/time";
import { AdminPage } from "../_components/admin-page";
import { TransferChip } from "../_components/chip";
import { Nothing, Pager, Tabs } from "../_components/tabs";

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

function hrefOf(state: TransferFilter, page = 1): string {
  const query = new URLSearchParams();
  if (state !== "all") query.set("state", state);
  if (page > 1) query.set("page", String(page));
  return query.size > 0 ? `/admin/transfers?${query}` : "/admin/transfers";
}

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

function TransfersTable({ rows }: { rows: Row[] }) {
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">兑换时间</th>
          <th scope="col">兑换单号</th>
          <th scope="col">谁</th>
          <th scope="col">方式</th>
          <th scope="col" className="table__sum">
            宝石
          </th>
          <th scope="col" className="table__sum">
            金额
          </th>
          <th scope="col">状态</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <TransferLine key={row.outBillNo} row={row} />
        ))}
      </tbody>
    </table>
  );
}

export default async function TransfersPage({ searchParams }: TransfersProps) {
  const given = await searchParams;
  const filter = transferFilters.find((name) => name === one(given.state)) ?? "all";
  const page = pageNumber(one(given.page));
  await requireOperator(hrefOf(filter, page));
  const { rows, ...place } = await transfersPage(filter, page);
  const tabs = transferFilters.map((name) => ({
    href: hrefOf(name),
    label: labels[name],
    current: name === filter,
  }));
  return (
    <AdminPage current="transfers" title="宝石兑换现金">
      <Tabs label="兑换状态" tabs={tabs} />
      {rows.length > 0 ? <TransfersTable rows={rows} /> : <Nothing>这里还没有兑换</Nothing>}
      <Pager {...place} hrefOf={(number) => hrefOf(filter, number)} />
    </AdminPage>
  );
}
