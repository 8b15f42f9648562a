export type Tab = { href: string; label: string; count?: number; current: boolean };

/** The filters of a list, each with how many there are. */
export function Tabs({ label, tabs }: { label: string; tabs: Tab[] }) {
  return (
    <nav className="filters" aria-label={label}>
      {tabs.map(({ href, label: name, count, current }) => (
        <a key={href} className="filters__filter" href={href} aria-current={current ? "page" : undefined}>
          {name}
          {count ? <span className="filters__count">{count}</span> : null}
        </a>
      ))}
    </nav>
  );
}

type PagerProps = {
  page: number;
  pages: number;
  total: number;
  /** The address of another page. */
  hrefOf: (page: number) => string;
};

/** Which page of a list this is, and the way to the others. */
export function Pager({ page, pages, total, hrefOf }: PagerProps) {
  if (pages <= 1) return total > 0 ? <p className="pager">共 {total} 条</p> : null;
  return (
    <nav className="pager" aria-label="翻页">
      {page > 1 ? (
        <a className="pager__step" rel="prev" href={hrefOf(page - 1)}>
          上一页
        </a>
      ) : null}
      <span>
        第 {page} / {pages} 页，共 {total} 条
      </span>
      {page < pages ? (
        <a className="pager__step" rel="next" href={hrefOf(page + 1)}>
          下一页
        </a>
      ) : null}
    </nav>
  );
}

/** In place of a list that has nothing. */
export const Nothing = ({ children }: { children: React.ReactNode }) => <p className="nothing">{children}</p>;
