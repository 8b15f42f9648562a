import type { Metadata } from "next";
import { requireOperator } from "@/lib/http/operator";
import { pageNumber } from "@/lib/shop/admin/paging";
import { type BillDay, billChecks } from "@/lib/shop/bills/queries";
import { formatFen } from "@/lib/shop/money";
import { one, type SearchParams } from "../../(shop)/_components/search-params";
import { Time } from "../../(shop)/_components/time";
import { AdminPage } from "../_components/admin-page";
import { Chip } from "../_components/chip";
import { Difference } from "../_components/difference";
import { ListTable } from "../_components/list-page";
import { Nothing } from "../_components/tabs";

export const metadata: Metadata = { title: "对账" };

type BillsProps = { searchParams: SearchParams };

const perPage = 14;
const chips = {
  waiting: ["still", "等微信出账"],
  equal: ["good", "一致"],
  different: ["bad", "有差异"],
} as const;

function BillLine({ bill }: { bill: BillDay }) {
  const { day, state, payments, paymentsFee, refunds, refundsFee, checkedAt, problem, differences } = bill;
  const [tone, label] = chips[state];
  return (
    <tr>
      <td data-label="日期" className="table__whole">
        <strong>{day}</strong>
      </td>
      <td data-label="收款" className="table__sum">
        {formatFen(paymentsFee)} <span className="table__whole">（{payments} 笔）</span>
      </td>
      <td data-label="退款" className="table__sum">
        {formatFen(refundsFee)} <span className="table__whole">（{refunds} 笔）</span>
      </td>
      <td data-label="核对时间" className="table__whole">
        {checkedAt ? <Time at={checkedAt} /> : "—"}
      </td>
      <td data-label="结果">
        <div>
          <Chip tone={tone}>{label}</Chip>
          {problem ? <p className="trouble">{problem}</p> : null}
          {differences.map((difference) => (
            <Difference key={`${difference.kind} ${difference.what} ${difference.number}`} {...difference} />
          ))}
        </div>
      </td>
    </tr>
  );
}

const columns = ["日期", { sum: "收款" }, { sum: "退款" }, "核对时间", "结果"];

export default async function BillsPage({ searchParams }: BillsProps) {
  const page = pageNumber(one((await searchParams).page));
  await requireOperator("/admin/bills");
  const bills = await billChecks(page, perPage);
  return (
    <AdminPage current="bills" title="对账">
      <p className="lead">每天 10 点以后取前一天的微信账单，和本店的付款、退款逐笔核对。</p>
      {bills.length > 0 ? (
        <ListTable columns={columns}>
          {bills.map((bill) => (
            <BillLine key={bill.day} bill={bill} />
          ))}
        </ListTable>
      ) : (
        <Nothing>还没有核对过的账单</Nothing>
      )}
      <nav className="pager" aria-label="翻页">
        {page > 1 ? (
          <a className="pager__step" rel="prev" href={`/admin/bills?page=${page - 1}`}>
            较新的
          </a>
        ) : null}
        {bills.length === perPage ? (
          <a className="pager__step" rel="next" href={`/admin/bills?page=${page + 1}`}>
            较早的
          </a>
        ) : null}
      </nav>
    </AdminPage>
  );
}
