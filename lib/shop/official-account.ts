import { config, type OrderNoticeKind, orderNoticeKinds } from "../config";
import { log } from "../log";
import { WechatApiError, WechatConfigError, WechatError } from "../wechat/errors";
import { wxclient } from "../weixin";
import { ShopError } from "./errors";
import { countFollowers } from "./followers";
import { shopMenu } from "./menu";
import { type MenuLine, menuLines, sameMenu } from "./menu-lines";

/** What the operator sees and does of the official account. Nothing here sends anything to anybody. */

/** What WeChat's refusal or silence means, for the operator. */
function accountProblem(error: unknown): string {
  if (error instanceof WechatApiError) {
    return `微信没有接受（${error.errcode}）：${error.hintZh ?? error.errmsg}`;
  }
  if (error instanceof WechatConfigError) return `内容不合要求：${error.message}`;
  if (error instanceof WechatError) return "没有连上微信，请稍后再试";
  throw error;
}

/** Does something at WeChat; @throws ShopError wechat_unavailable with what WeChat says to it */
export async function atWechat<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof WechatError)) throw error;
    log.warn("account.refused", { error });
    throw new ShopError("wechat_unavailable", accountProblem(error));
  }
}

export type AccountView = {
  /** Null while no service account is set up. */
  appid: string | null;
  /** Where WeChat sends messages, and whether they are encrypted; null while the endpoint is off. */
  endpoint: { url: string; mode: "safe" | "plain" } | null;
  /** Of those who followed since there is an endpoint. */
  followers: number;
  api: "template" | "subscribe";
  templates: { kind: OrderNoticeKind; id: string | null }[];
};

/** The settings, without their secrets, and how many follow. */
export async function accountView(): Promise<AccountView> {
  const { auth, robot, notices, appUrl } = config();
  const appid = auth.mp?.appid ?? null;
  return {
    appid,
    endpoint: robot && { url: `${appUrl}${robot.path}`, mode: robot.aesKey ? "safe" : "plain" },
    followers: appid ? await countFollowers() : 0,
    api: notices.api,
    templates: orderNoticeKinds.map((kind) => ({ kind, id: notices.templates[kind] ?? null })),
  };
}

export type MenuView = {
  /** The one of lib/shop/menu.ts. */
  ours: MenuLine[];
  /** The one that people see; null when there is none, or when WeChat cannot be asked. */
  published: MenuLine[] | null;
  same: boolean;
  /** Why WeChat could not be asked. */
  problem: string | null;
};

async function publishedMenu(): Promise<MenuLine[] | null> {
  const menu = await wxclient().menuGet();
  return menu && menuLines(menu.button);
}

/** The published menu beside ours. WeChat may be away: then that is what it says. */
export async function menuView(): Promise<MenuView> {
  const ours = menuLines(shopMenu());
  if (!config().auth.mp)
    return { ours, published: null, same: false, problem: "没有设置服务号（WXAUTH_MP_*）" };
  try {
    const published = await publishedMenu();
    return { ours, published, same: published !== null && sameMenu(ours, published), problem: null };
  } catch (error) {
    return { ours, published: null, same: false, problem: accountProblem(error) };
  }
}

/** Publishes the menu of lib/shop/menu.ts. (Custom menu, create) @throws ShopError wechat_unavailable; FeatureOff */
export async function publishMenu(): Promise<void> {
  await atWechat(() => wxclient().menuCreate(shopMenu()));
  log.info("account.menu_published");
}

/** Takes the menu away, for everybody. (Custom menu, delete) @throws ShopError wechat_unavailable; FeatureOff */
export async function withdrawMenu(): Promise<void> {
  await atWechat(() => wxclient().menuDelete());
  log.info("account.menu_withdrawn");
}
