import type { CurrentUser } from "@/lib/session";
import type { OrderFilter } from "@/lib/shop/orders/states";
import { BoxIcon, DoneIcon, TruckIcon, WalletIcon } from "./icons";
import { Picture } from "./picture";
import { ShopLink } from "./shop-link";

const faceSize = 64;

function Face({ url }: { url: string | null }) {
  return <Picture className="person__face" src={url ?? "/brand/logo.svg"} alt="" size={faceSize} eager />;
}

type PersonProps = {
  user: CurrentUser;
  member: boolean;
  /** Whether WeChat can be asked for name and picture here: it asks the person, so it takes a tap. */
  canAsk: boolean;
};

/** Whoever is logged in. Names and pictures come from WeChat only when the person agrees. */
export function Person({ user, member, canAsk }: PersonProps) {
  const unknown = user.nickname === null && user.avatarUrl === null;
  return (
    <header className="person">
      <Face url={user.avatarUrl} />
      <div className="person__text">
        <h1 className="person__name">
          {user.nickname ?? "月光访客"}
          {member ? <span className="tag tag_vip tag_inline">会员</span> : null}
        </h1>
        {unknown && canAsk ? (
          <a className="person__line" href="/login/mp?scope=snsapi_userinfo&next=/me">
            使用微信头像和昵称
          </a>
        ) : (
          <p className="person__line">今晚月色真好</p>
        )}
      </div>
    </header>
  );
}

/** An invitation for whoever is not. */
export function Stranger() {
  return (
    <header className="person">
      <Face url={null} />
      <div className="person__text">
        <h1 className="person__name">您好</h1>
        <p className="person__line">登录后查看订单和会员</p>
      </div>
      <a className="weui-btn weui-btn_mini btn_wechat" href="/login?next=/me">
        微信登录
      </a>
    </header>
  );
}

const places = [
  { filter: "pending", label: "待付款", Icon: WalletIcon },
  { filter: "paid", label: "待发货", Icon: BoxIcon },
  { filter: "shipped", label: "待收货", Icon: TruckIcon },
  { filter: "completed", label: "已完成", Icon: DoneIcon },
] as const;

/** The orders by state; what needs attention has its number. */
export function OrderPlaces({ counts }: { counts: Record<OrderFilter, number> }) {
  return (
    <nav className="weui-cells places" aria-label="我的订单">
      <ShopLink className="places__all" href="/orders" outline="orders">
        我的订单 <span className="leads-on">全部 {counts.all > 0 ? counts.all : ""}</span>
      </ShopLink>
      <ul className="places__list">
        {places.map(({ filter, label, Icon }) => (
          <li key={filter}>
            <ShopLink className="places__place" href={`/orders?state=${filter}`} outline="orders">
              <span className="tab-bar__icon">
                <Icon />
                {filter !== "completed" && counts[filter] > 0 ? (
                  <span className="mark">{counts[filter]}</span>
                ) : null}
              </span>
              {label}
            </ShopLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
