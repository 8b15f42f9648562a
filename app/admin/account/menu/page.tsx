import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { requireOperator } from "@/lib/http/operator";
import { menuView } from "@/lib/shop/official-account";
import { EnhancedForm } from "../../../(shop)/_components/enhanced-form";
import { one, type SearchParams } from "../../../(shop)/_components/search-params";
import { AdminPage } from "../../_components/admin-page";
import { Card } from "../../_components/facts";
import { MenuList } from "../_components/menu-list";

export const metadata: Metadata = { title: "菜单" };

type MenuProps = { searchParams: SearchParams };

const deeds = {
  publish: {
    title: "发布菜单",
    ask: "所有打开公众号的人都会看到这个菜单，现在的菜单会被它换掉。",
    button: "确认发布",
    style: "weui-btn_primary",
  },
  withdraw: {
    title: "撤下菜单",
    ask: "所有人都不再看到菜单，个性化菜单也会一起撤下。以后可以再发布。",
    button: "确认撤下",
    style: "weui-btn_warn",
  },
} as const;

/** Asks once more: everybody who opens the account sees what is done here. */
export default async function MenuPage({ searchParams }: MenuProps) {
  const wanted = one((await searchParams).do);
  const known = wanted === "publish" || wanted === "withdraw";
  await requireOperator(known ? `/admin/account/menu?do=${wanted}` : "/admin/account");
  if (!known) redirect("/admin/account");
  const { ours, published, problem } = await menuView();
  const { title, ask, button, style } = deeds[wanted];
  const lines = wanted === "publish" ? ours : published;
  return (
    <AdminPage current="account" title={title}>
      <Card title={wanted === "publish" ? "要发布的菜单" : "要撤下的菜单"}>
        <p className="card__calm">{ask}</p>
        {problem ? <p className="trouble">{problem}</p> : null}
        {lines ? <MenuList lines={lines} /> : null}
        <EnhancedForm action={`/admin/account/menu/${wanted}`}>
          <div className="deeds">
            <a className="weui-btn weui-btn_default" href="/admin/account">
              取消
            </a>
            <button type="submit" className={`weui-btn ${style}`}>
              {button}
            </button>
          </div>
        </EnhancedForm>
      </Card>
    </AdminPage>
  );
}
