import type { Metadata } from "next";
import { noticeSettingOf } from "@/lib/config";
import { requireOperator } from "@/lib/http/operator";
import { noticesOf } from "@/lib/shop/notices/queries";
import { type AccountView, accountView, menuView } from "@/lib/shop/official-account";
import { productCodes } from "@/lib/shop/product-codes";
import { one, type SearchParams } from "../../(shop)/_components/search-params";
import { AdminPage } from "../_components/admin-page";
import { Chip } from "../_components/chip";
import { Card, Fact } from "../_components/facts";
import { NoticeList, noticeLabel } from "../_components/notice-list";
import { CodesCard } from "./_components/codes-card";
import { MenuCard } from "./_components/menu-card";

export const metadata: Metadata = { title: "公众号" };

type AccountProps = { searchParams: SearchParams };

const modes = { safe: "安全模式（消息加密）", plain: "明文模式" } as const;

function Endpoint({ appid, endpoint, followers }: AccountView) {
  return (
    <Card
      title="消息接口"
      beside={endpoint ? <Chip tone="good">已开启</Chip> : <Chip tone="still">没有开启</Chip>}
    >
      <dl className="particulars">
        <Fact name="AppID">{appid ?? "没有设置"}</Fact>
        <Fact name="服务器地址">{endpoint?.url ?? "设置 WEROBOT_TOKEN 后开启"}</Fact>
        {endpoint ? <Fact name="加密方式">{modes[endpoint.mode]}</Fact> : null}
        <Fact name="已知的关注者">{followers} 人</Fact>
      </dl>
      <p className="entry__hint">
        开启接口以前就关注的人，不在这个数里。令牌和密钥只在服务器的设置里，这里不显示。
      </p>
    </Card>
  );
}

function Templates({ api, templates }: AccountView) {
  return (
    <Card title="通知模板" beside={<small>{api === "subscribe" ? "订阅通知" : "模板消息"}</small>}>
      <dl className="particulars">
        {templates.map(({ kind, id }) => (
          <Fact key={kind} name={noticeLabel[kind]}>
            {id ? <code>{id}</code> : `不发送（没有设置 ${noticeSettingOf[kind]}）`}
          </Fact>
        ))}
      </dl>
    </Card>
  );
}

const told: ReadonlyMap<string | undefined, string> = new Map([
  ["published", "菜单已发布。已经打开公众号的人，过几分钟或重新进入后看到新的。"],
  ["withdrawn", "菜单已撤下。"],
]);

export default async function AccountPage({ searchParams }: AccountProps) {
  await requireOperator("/admin/account");
  const did = told.get(one((await searchParams).did));
  const [view, menu, codes, notices] = await Promise.all([
    accountView(),
    menuView(),
    productCodes(),
    noticesOf({ take: 12 }),
  ]);
  return (
    <AdminPage current="account" title="公众号">
      {did ? (
        <p className="notice" role="status">
          {did}
        </p>
      ) : null}
      <p className="lead">这里不会群发任何消息：通知只发给订单自己的买家，每件事一次。</p>
      <div className="split">
        <div className="split__main">
          <MenuCard menu={menu} />
          <CodesCard codes={codes} />
        </div>
        <div className="split__side">
          <Endpoint {...view} />
          <Templates {...view} />
          <Card title="最近的通知">
            {notices.length > 0 ? (
              <NoticeList notices={notices} withOrder />
            ) : (
              <p className="card__calm">还没有发过通知。</p>
            )}
          </Card>
        </div>
      </div>
    </AdminPage>
  );
}
