import { CartMark } from "./cart-mark";
import { BagIcon, GemIcon, ListIcon, PersonIcon } from "./icons";
import { ShopLink } from "./shop-link";

const tabs = [
  { id: "home", href: "/", label: "首页", Icon: GemIcon },
  { id: "cart", href: "/cart", label: "购物车", Icon: BagIcon },
  { id: "orders", href: "/orders", label: "订单", Icon: ListIcon },
  { id: "me", href: "/me", label: "我的", Icon: PersonIcon },
] as const;
export type Tab = (typeof tabs)[number]["id"];

/** The four places of the shop. */
export function TabBar({ current }: { current: Tab }) {
  return (
    <nav className="tab-bar" aria-label="主导航">
      {tabs.map(({ id, href, label, Icon }) => (
        <ShopLink
          key={id}
          href={href}
          className="tab-bar__item"
          aria-current={id === current ? "page" : undefined}
          outline={id}
          needsLogin={id === "orders"}
        >
          <span className="tab-bar__icon">
            <Icon />
            {id === "cart" ? <CartMark /> : null}
          </span>
          {label}
        </ShopLink>
      ))}
    </nav>
  );
}
