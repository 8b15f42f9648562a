import type { Metadata } from "next";
import { requireOperator } from "@/lib/http/operator";
import { membershipsPage } from "@/lib/shop/admin/members";
import { pageNumber } from "@/lib/shop/admin/paging";
import { formatFen } from "@/lib/shop/money";
import { one, type SearchParams } from "../../(shop)/_components/search-params";
import { Time } from "../../(shop)/_components/time";
import { AdminPage } from "../_components/admin-page";
import { Chip } from "../_components/chip";
import { Nothing, Pager } from "../_components/tabs";

export const metadata: Metadata = { title: "会员" };

type MembersProps = { searchParams: SearchParams };
type Row = Awaited<ReturnType<typeof membershipsPage>>["rows"][number];

function MemberLine({ row: { outTradeNo, paidAt, user, totalFee, refunded } }: { row: Row }) {
  return (
    <tr>
      <td data-label="付款时间">
        <a href={`/admin/members/${outTradeNo}`}>{paidAt ? <Time at={paidAt} /> : outTradeNo}</a>
      </td>
      <td data-label="会员">{user.nickname ?? "月光访客"}</td>
      <td data-label="有效期至">{user.vipUntil ? <Time at={user.vipUntil} day /> : "—"}</td>
      <td data-label="金额" className="table__sum">
        {formatFen(totalFee)}
      </td>
      <td data-label="退款">{refunded > 0 ? <Chip tone="still">{formatFen(refunded)}</Chip> : null}</td>
    </tr>
  );
}

export default async function MembersPage({ searchParams }: MembersProps) {
  const page = pageNumber(one((await searchParams).page));
  await requireOperator("/admin/members");
  const { rows, ...place } = await membershipsPage(page);
  return (
    <AdminPage current="members" title="会员付款">
      {rows.length > 0 ? (
        <table className="table">
          <thead>
            <tr>
              <th scope="col">付款时间</th>
              <th scope="col">会员</th>
              <th scope="col">有效期至</th>
              <th scope="col" className="table__sum">
                金额
              </th>
              <th scope="col">退款</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <MemberLine key={row.outTradeNo} row={row} />
            ))}
          </tbody>
        </table>
      ) : (
        <Nothing>还没有人开通会员</Nothing>
      )}
      <Pager {...place} hrefOf={(number) => `/admin/members?page=${number}`} />
    </AdminPage>
  );
}
