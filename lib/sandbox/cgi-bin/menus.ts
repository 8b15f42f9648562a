import { z } from "zod";
import { sandboxAccounts } from "../accounts";
import { type ApiAnswer, done, refuse, succeed } from "../api-answers";
import type { MenuButton } from "../chat/types";
import { type Explanation, sections } from "../explanation";
import { mediumType } from "../media";
import { changeMenus, menuFor, readMenus } from "../menu-book";
import { buttonInput, cleanMenu, type MenuInput, menuMedia, menuMistake } from "../menu-rules";
import { personByOpenid } from "../people";
import { checkedInput, optionalText, refuseStranger } from "./checked";
import { type CgiRequest, isAnswer } from "./request";

/** The account's menu. */

type Section = Explanation["section"];
const section = sections.menu;

/** Refuses a menu that breaks a rule; null for a good one. */
export async function refuseMenu(buttons: readonly MenuInput[], where: Section): Promise<ApiAnswer | null> {
  const mistake = menuMistake(buttons);
  if (mistake) {
    const { errcode, ...why } = mistake;
    return refuse(errcode, { section: where, ...why });
  }
  for (const { mediaId, field } of menuMedia(buttons)) {
    if ((await mediumType(mediaId)) !== null) continue;
    const advice = "微信要永久素材的 media_id；沙箱没有素材库，用还有效的临时素材代替";
    return refuse(40007, { rule: "没有这个 media_id", section: where, field, given: mediaId, advice });
  }
  return null;
}

const input = z.object({ button: z.array(buttonInput).optional().default([]) });

/** POST cgi-bin/menu/create: in place of the menu before. (Custom menu) */
export async function menuCreateCall(request: CgiRequest): Promise<ApiAnswer> {
  const given = await checkedInput(request, input, section);
  if (isAnswer(given)) return given;
  const refusal = await refuseMenu(given.button, section);
  if (refusal) return refusal;
  const button = cleanMenu(given.button);
  await changeMenus((book) => {
    const menuid = book.lastId + 1;
    return { book: { ...book, menu: { menuid, button }, lastId: menuid }, told: menuid };
  });
  const notes = ["手机上最晚 5 分钟后看到新菜单，重新关注立刻看到；沙箱里马上生效"];
  return done(`菜单：${button.map(({ name }) => name).join("、")}`, { section, notes });
}

/** As menu/get writes it: every button has a list of those below it. */
const listed = (buttons: readonly MenuButton[]): Record<string, unknown>[] =>
  buttons.map(({ sub_button: subs = [], ...button }) => ({ ...button, sub_button: listed(subs) }));

function noMenu(): ApiAnswer {
  const advice = "先用 menu/create 创建";
  return refuse(46003, { rule: "公众号没有自定义菜单", section, advice });
}

/** GET cgi-bin/menu/get. (Custom menu) */
export async function menuGetCall(request: CgiRequest): Promise<ApiAnswer> {
  const refusal = await refuseStranger(request, section);
  if (refusal) return refusal;
  const { menu, conditional } = await readMenus();
  if (menu === null) return noMenu();
  const button = listed(menu.button);
  if (conditional.length === 0) return succeed({ menu: { button } }, "默认菜单");
  const conditionalmenu = conditional.toReversed().map(({ menuid, matchrule, button: own }) => ({
    button: listed(own),
    matchrule,
    menuid,
  }));
  const body = { menu: { button, menuid: menu.menuid }, conditionalmenu };
  return succeed(body, `默认菜单和 ${conditional.length} 个个性化菜单`);
}

/** GET cgi-bin/menu/delete: all of them, the conditional ones too. (Custom menu) */
export async function menuDeleteCall(request: CgiRequest): Promise<ApiAnswer> {
  const refusal = await refuseStranger(request, section);
  if (refusal) return refusal;
  await changeMenus((book) => ({ book: { ...book, menu: null, conditional: [] }, told: null }));
  return done("菜单删除了，个性化菜单也一起删除");
}

const selfButton = ({ sub_button: subs, ...button }: MenuButton): Record<string, unknown> =>
  subs ? { name: button.name, sub_button: { list: subs.map(selfButton) } } : { ...button };

/** GET cgi-bin/get_current_selfmenu_info: what everybody sees. (Custom menu) */
export async function selfMenuCall(request: CgiRequest): Promise<ApiAnswer> {
  const refusal = await refuseStranger(request, section);
  if (refusal) return refusal;
  const { menu } = await readMenus();
  const button = (menu?.button ?? []).map(selfButton);
  return succeed(
    { is_menu_open: menu ? 1 : 0, selfmenu_info: { button } },
    menu ? "接口设置的菜单" : "没有开启菜单",
  );
}

/** POST cgi-bin/menu/trymatch: the menu that a person sees. (Conditional menus) */
export async function tryMatchCall(request: CgiRequest): Promise<ApiAnswer> {
  const where = sections.conditionalMenu;
  const given = await checkedInput(request, z.object({ user_id: optionalText }), where);
  if (isAnswer(given)) return given;
  const person = personByOpenid(sandboxAccounts.mp.appid, given.user_id);
  if (!person) {
    const advice = "user_id 是粉丝的 openid；微信号在沙箱里没有";
    return refuse(65302, {
      rule: "没有这个用户",
      section: where,
      field: "user_id",
      given: given.user_id,
      advice,
    });
  }
  const { menu } = await readMenus();
  if (menu === null) return noMenu();
  const button = listed(await menuFor(person.id));
  const notes = ["沙箱按安卓手机匹配：client_platform_type 是 2"];
  return succeed({ button }, `${person.nickname}看到的菜单`, { section: where, notes });
}
