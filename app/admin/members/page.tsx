import type { Metadata } from "next";
import { requireOperator } from "@/lib/http/operator";
import { purchasesPage } from "@/lib/shop/admin/members";
import { pageNumber } from "@/lib/shop/admin/paging";
import { formatFen } from "@/lib/shop/money";
import { one, type SearchParams } from "../../(shop)/_components/search-params";
import { Time } from "../../(shop)/_components/time";
import { Chip } from "../_components/chip";
import { ListPage, listAddress } from "../_components/list-page";

export const metadata: Metadata = { title: "其他付款" };

type PurchasesProps = { searchParams: SearchParams };
type Row = Awaited<ReturnType<typeof purchasesPage>>["rows"][number];

function PurchaseLine({ row: { outTradeNo, paidAt, user, type, body, totalFee, refunded } }: { row: Row }) {
  return (
    <tr>
      <td data-label="付款时间">
        <a href={`/admin/members/${outTradeNo}`}>{paidAt ? <Time at={paidAt} /> : outTradeNo}</a>
      </td>
      <td data-label="买家">{user.nickname ?? "月光访客"}</td>
      <td data-label="商品">
        <span>
          {body}
          {type === "vip" && user.vipUntil ? (
            <small className="table__quiet">
              有效期至 <Time at={user.vipUntil} day />
            </small>
          ) : null}
        </span>
      </td>
      <td data-label="金额" className="table__sum">
        {formatFen(totalFee)}
      </td>
      <td data-label="退款">{refunded > 0 ? <Chip tone="still">{formatFen(refunded)}</Chip> : null}</td>
    </tr>
  );
}

const columns = ["付款时间", "买家", "商品", { sum: "金额" }, "退款"];

export default async function PurchasesPage({ searchParams }: PurchasesProps) {
  const page = pageNumber(one((await searchParams).page));
  await requireOperator("/admin/members");
  return (
    <ListPage
      current="members"
      title="其他付款"
      columns={columns}
      list={await purchasesPage(page)}
      line={(row) => <PurchaseLine key={row.outTradeNo} row={row} />}
      nothing="还没有会员等其他付款"
      hrefOf={(number) => listAddress("/admin/members", { page: number })}
    />
  );
}
