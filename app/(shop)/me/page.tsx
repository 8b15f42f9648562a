import type { Metadata } from "next";
import { headers } from "next/headers";
import { now } from "@/lib/clock";
import { config } from "@/lib/config";
import { wayIn } from "@/lib/http/way-in";
import { currentUser } from "@/lib/session";
import { isVip } from "@/lib/shop/membership";
import { isOperator } from "@/lib/shop/operators";
import { orderCounts } from "@/lib/shop/orders/queries";
import { EnhancedForm } from "../_components/enhanced-form";
import { Page } from "../_components/page";
import { OrderPlaces, Person, Stranger } from "../_components/person";
import { one, type SearchParams } from "../_components/search-params";
import { VipCard } from "../_components/vip-card";

export const metadata: Metadata = { title: "我的" };

type MeProps = { searchParams: SearchParams };

function LogOut() {
  return (
    <section className="log-out" aria-label="退出登录">
      <EnhancedForm className="weui-cells" action="/logout">
        <button type="submit" className="log-out__button">
          退出登录
        </button>
      </EnhancedForm>
      <EnhancedForm action="/logout">
        <input type="hidden" name="everywhere" value="1" />
        <button type="submit" className="text-button">
          退出所有设备
        </button>
      </EnhancedForm>
    </section>
  );
}

/** Elsewhere the link would lead to a page of WeChat's that says "open in WeChat". */
const canAskWechat = async () => wayIn((await headers()).get("user-agent"), config().auth) === "mp";

export default async function MePage({ searchParams }: MeProps) {
  const user = await currentUser();
  if (!user) {
    return (
      <Page tab="me">
        <Stranger />
        <VipCard until={null} />
      </Page>
    );
  }
  const [counts, operator] = await Promise.all([orderCounts(user.id), isOperator(user.id)]);
  const member = isVip(user, now());
  return (
    <Page tab="me">
      <Person user={user} member={member} canAsk={await canAskWechat()} />
      {one((await searchParams).paid) && member ? (
        <p className="notice notice_good" role="status">
          会员已开通，月光为您亮着。
        </p>
      ) : null}
      <VipCard until={member ? user.vipUntil : null} />
      <OrderPlaces counts={counts} />
      <nav className="weui-cells" aria-label="宝石和后台">
        <a className="weui-cell weui-cell_access me-cell" href="/me/gems">
          <span className="weui-cell__bd">
            宝石余额<small className="sums__note me-cell__note">买宝石每 1 元得 1 颗，满 100 颗换 1 元</small>
          </span>
          <span className="weui-cell__ft gems">{user.gems.toLocaleString("en")} 颗</span>
        </a>
        {operator ? (
          <a className="weui-cell weui-cell_access me-cell" href="/admin">
            <span className="weui-cell__bd">店主后台</span>
            <span className="weui-cell__ft" />
          </a>
        ) : null}
      </nav>
      <LogOut />
    </Page>
  );
}
