import type { Metadata } from "next";
import { requireOperator } from "@/lib/http/operator";
import { membershipsPage } from "@/lib/shop/admin/members";
import { pageNumber } from "@/lib/shop/admin/paging";
import { formatFen } from "@/lib/shop/money";
import { one, type SearchParams } from "../../(shop)/_components/search-params";
import { Time } from "../../(shop)/_components/time";
import { Chip } from "../_components/chip";
import { ListPage, listAddress } from "../_components/list-page";

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

const columns = ["付款时间", "会员", "有效期至", { sum: "金额" }, "退款"];

export default async function MembersPage({ searchParams }: MembersProps) {
  const page = pageNumber(one((await searchParams).page));
  await requireOperator("/admin/members");
  return (
    <ListPage
      current="members"
      title="会员付款"
      columns={columns}
      list={await membershipsPage(page)}
      line={(row) => <MemberLine key={row.outTradeNo} row={row} />}
      nothing="还没有人开通会员"
      hrefOf={(number) => listAddress("/admin/members", { page: number })}
    />
  );
}
