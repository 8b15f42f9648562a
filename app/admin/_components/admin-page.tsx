import { Picture } from "../../(shop)/_components/picture";

const places = [
  { id: "overview", href: "/admin", label: "概览" },
  { id: "orders", href: "/admin/orders", label: "订单" },
  { id: "refunds", href: "/admin/refunds", label: "退款" },
  { id: "members", href: "/admin/members", label: "其他付款" },
  { id: "transfers", href: "/admin/transfers", label: "兑换" },
  { id: "bills", href: "/admin/bills", label: "对账" },
  { id: "account", href: "/admin/account", label: "公众号" },
] as const;
export type Place = (typeof places)[number]["id"];

type AdminPageProps = {
  current: Place;
  title: string;
  /** What stands beside the title. */
  beside?: React.ReactNode;
  children: React.ReactNode;
};

function Places({ current }: { current: Place }) {
  return (
    <nav className="places-bar" aria-label="后台">
      {places.map(({ id, href, label }) => (
        <a
          key={id}
          className="places-bar__place"
          href={href}
          aria-current={id === current ? "page" : undefined}
        >
          {label}
        </a>
      ))}
    </nav>
  );
}

/** The frame of the operator's pages: beside the content on a desktop, above it on a phone. */
export function AdminPage({ current, title, beside, children }: AdminPageProps) {
  return (
    <div className="admin">
      <header className="admin__side">
        <a className="admin__shop" href="/admin">
          <Picture src="/brand/logo-dark.svg" alt="" size={28} eager />
          <span>月光宝石</span>
          <small>店主后台</small>
        </a>
        <Places current={current} />
        <a className="admin__out" href="/">
          去店里看看
        </a>
      </header>
      <main id="main" className="admin__main">
        <div className="admin__title">
          <h1>{title}</h1>
          {beside}
        </div>
        {children}
      </main>
    </div>
  );
}
