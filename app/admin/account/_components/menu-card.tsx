import type { MenuView } from "@/lib/shop/official-account";
import { Chip } from "../../_components/chip";
import { Card } from "../../_components/facts";
import { MenuList } from "./menu-list";

function stateOf({ published, same, problem }: MenuView) {
  if (problem) return <Chip tone="bad">读取失败</Chip>;
  if (!published) return <Chip tone="wait">没有发布</Chip>;
  return same ? <Chip tone="good">已发布</Chip> : <Chip tone="wait">与本店不同</Chip>;
}

function Published({ published, problem }: MenuView) {
  if (problem) return <p className="trouble">读不到公众号的菜单：{problem}</p>;
  if (!published) return <p className="card__calm">公众号现在没有菜单。</p>;
  return <MenuList lines={published} />;
}

/** The menu that people see beside the one that the shop would publish. Each button asks once more. */
export function MenuCard({ menu }: { menu: MenuView }) {
  return (
    <Card title="自定义菜单" beside={stateOf(menu)}>
      <div className="menus">
        <div className="menus__menu">
          <h3>公众号里现在的</h3>
          <Published {...menu} />
        </div>
        <div className="menus__menu">
          <h3>本店的（lib/shop/menu.ts）</h3>
          <MenuList lines={menu.ours} />
        </div>
      </div>
      <div className="deeds">
        {menu.published ? (
          <a className="weui-btn weui-btn_default" href="/admin/account/menu?do=withdraw">
            撤下菜单
          </a>
        ) : null}
        <a
          className={`weui-btn weui-btn_${menu.same ? "default" : "primary"}`}
          href="/admin/account/menu?do=publish"
        >
          发布菜单
        </a>
      </div>
    </Card>
  );
}
