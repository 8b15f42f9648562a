import type { Paged } from "@/lib/shop/admin/paging";
import { AdminPage, type Place } from "./admin-page";
import { Nothing, Pager, type Tab, Tabs } from "./tabs";

/** A column's title; one of sums stands on the right. */
export type Column = string | { sum: string };

const Title = ({ column }: { column: Column }) =>
  typeof column === "string" ? (
    <th scope="col">{column}</th>
  ) : (
    <th scope="col" className="table__sum">
      {column.sum}
    </th>
  );

type ListTableProps = {
  columns: readonly Column[] /** A `tr` for each, with a key. */;
  children: React.ReactNode;
};

/** A list: on a desktop a table, on a phone a card for each row. */
export const ListTable = ({ columns, children }: ListTableProps) => (
  <table className="table">
    <thead>
      <tr>
        {columns.map((column) => (
          <Title key={typeof column === "string" ? column : column.sum} column={column} />
        ))}
      </tr>
    </thead>
    <tbody>{children}</tbody>
  </table>
);

/** The address of a list's page; what is as it is by itself stays out of it. */
export function listAddress(
  path: string,
  { page, ...rest }: { page: number; [name: string]: string | number },
) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(rest)) if (value) query.set(name, String(value));
  if (page > 1) query.set("page", String(page));
  return query.size > 0 ? `${path}?${query}` : path;
}

type ListPageProps<Row> = {
  current: Place;
  title: string;
  /** What stands beside the title. */
  beside?: React.ReactNode;
  /** The filters, and what they choose by. */
  filters?: { label: string; tabs: Tab[] };
  columns: readonly Column[];
  list: Paged<Row>;
  /** A `tr` with a key. */
  line: (row: Row) => React.ReactNode;
  /** Said in place of a list that has nothing. */
  nothing: string;
  /** The address of another page of it. */
  hrefOf: (page: number) => string;
};

/** One of the operator's long lists: its filters, a page of it, and the way to the others. */
export function ListPage<Row>(props: ListPageProps<Row>) {
  const { current, title, beside, filters, columns, list, line, nothing, hrefOf } = props;
  const { rows, ...place } = list;
  return (
    <AdminPage current={current} title={title} beside={beside}>
      {filters ? <Tabs {...filters} /> : null}
      {rows.length > 0 ? (
        <ListTable columns={columns}>{rows.map(line)}</ListTable>
      ) : (
        <Nothing>{nothing}</Nothing>
      )}
      <Pager {...place} hrefOf={hrefOf} />
    </AdminPage>
  );
}
