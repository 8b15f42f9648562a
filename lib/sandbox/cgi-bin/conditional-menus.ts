import { z } from "zod";
import { type ApiAnswer, done, refuse, succeed } from "../api-answers";
import { sections } from "../explanation";
import { changeMenus, type MatchRule, readMenus } from "../menu-book";
import { buttonInput, cleanMenu, menuHosts } from "../menu-rules";
import { isTag } from "../tag-book";
import { checkedInput } from "./checked";
import { refuseMenu } from "./menus";
import { type CgiRequest, isAnswer } from "./request";

/** Menus for some of the users. */

const section = sections.conditionalMenu;
const mostHosts = 3;
const mostMenus = 100;

const ruleFields = [
  "tag_id",
  "client_platform_type",
  "sex",
  "country",
  "province",
  "city",
  "language",
] as const;
/** Numbers are taken for texts: both are written. */
const ruleValue = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => String(value ?? ""));

const input = z.object({
  button: z.array(buttonInput).optional().default([]),
  matchrule: z.object(Object.fromEntries(ruleFields.map((field) => [field, ruleValue]))).optional(),
});

/** POST cgi-bin/menu/addconditional. (Conditional menus) */
export async function addConditionalCall(request: CgiRequest): Promise<ApiAnswer> {
  const given = await checkedInput(request, input, section);
  if (isAnswer(given)) return given;
  const { menu } = await readMenus();
  if (menu === null) {
    const advice = "先用 menu/create 创建默认菜单";
    return refuse(65303, { rule: "没有默认菜单，不能创建个性化菜单", section, advice });
  }
  if (given.button.length === 0) {
    return refuse(65307, { rule: "个性化菜单里没有按钮", section, field: "button" });
  }
  const rule = Object.fromEntries(
    ruleFields.flatMap((field) => (given.matchrule?.[field] ? [[field, given.matchrule[field]]] : [])),
  );
  const refusal =
    (await refuseRule(rule)) ?? (await refuseMenu(given.button, section)) ?? refuseHosts(given.button);
  return refusal ?? enter(cleanMenu(given.button), rule);
}

async function refuseRule(rule: MatchRule): Promise<ApiAnswer | null> {
  const why = { section, field: "matchrule" };
  if (Object.keys(rule).length === 0) {
    const expected = ruleFields.join("、");
    return refuse(65304, { rule: "matchrule 至少要有一个非空的条件", ...why, expected });
  }
  if (rule.city && !rule.province) {
    return refuse(65311, { rule: "填了城市，省份就不能为空", ...why, given: rule.city });
  }
  if (rule.province && !rule.country) {
    return refuse(65310, { rule: "填了省份或城市，国家就不能为空", ...why, given: rule.province });
  }
  if (rule.tag_id && !(await isTag(Number(rule.tag_id)))) {
    const place = { section, field: "matchrule.tag_id", given: rule.tag_id };
    return refuse(45159, { rule: "没有这个标签", ...place, advice: "先用 tags/create 创建" });
  }
  if (!rule.client_platform_type || /^[123]$/.test(rule.client_platform_type)) return null;
  const place = { section, field: "matchrule.client_platform_type", given: rule.client_platform_type };
  return refuse(40035, {
    rule: "client_platform_type：1 iOS，2 安卓，3 其他",
    ...place,
    expected: "1、2、3",
  });
}

function refuseHosts(buttons: z.infer<typeof input>["button"]): ApiAnswer | null {
  const hosts = menuHosts(buttons);
  if (hosts.size <= mostHosts) return null;
  const why = { section, field: "button", given: [...hosts].join("、") };
  return refuse(65316, { rule: `个性化菜单的链接最多跳到 ${mostHosts} 个域名`, ...why });
}

async function enter(button: ReturnType<typeof cleanMenu>, matchrule: MatchRule): Promise<ApiAnswer> {
  const menuid = await changeMenus((book) => {
    if (book.conditional.length >= mostMenus) return { book, told: null };
    const id = book.lastId + 1;
    const conditional = [...book.conditional, { menuid: id, button, matchrule }];
    return { book: { ...book, conditional, lastId: id }, told: id };
  });
  if (menuid === null) return refuse(65305, { rule: `个性化菜单最多 ${mostMenus} 个`, section });
  const unknowable = (["sex", "country", "province", "city"] as const).filter((field) => matchrule[field]);
  const notes =
    unknowable.length === 0
      ? undefined
      : [`${unknowable.join("、")}：沙箱里的人没有这些资料，不会匹配上；微信从 2020 年起也不再按它们匹配`];
  // WeChat writes the number as text.
  return succeed({ menuid: String(menuid) }, `个性化菜单 ${menuid}`, notes && { section, notes });
}

const deletion = z.object({ menuid: z.union([z.string(), z.number()]).optional() });

/** POST cgi-bin/menu/delconditional. (Conditional menus) */
export async function delConditionalCall(request: CgiRequest): Promise<ApiAnswer> {
  const given = await checkedInput(request, deletion, section);
  if (isAnswer(given)) return given;
  const menuid = String(given.menuid ?? "");
  const found = await changeMenus((book) => {
    const conditional = book.conditional.filter((menu) => String(menu.menuid) !== menuid);
    return { book: { ...book, conditional }, told: conditional.length < book.conditional.length };
  });
  if (found) return done(`个性化菜单 ${menuid} 删除了`);
  return refuse(65301, { rule: "没有这个个性化菜单", section, field: "menuid", given: menuid });
}
