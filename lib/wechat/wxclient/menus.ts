import { z } from "zod";
import { parsedAnswer } from "../api-answer";
import { WechatApiError } from "../errors";
import type { Calls } from "./call";
import { checked, filled } from "./checked";
import { checkedButtons, checkedRule, foundButton } from "./menu-buttons";
import type { MenuMethods } from "./menu-types";

const noMenu = 46003;

const menuid = z.union([z.string().min(1), z.number().int()]).transform(String);
const button = z.array(foundButton);

const menuAnswer = z.object({
  menu: z.object({ button, menuid: menuid.optional() }),
  conditionalmenu: z
    .array(z.object({ menuid, button, matchrule: z.record(z.string(), z.unknown()).catch({}) }))
    .default([]),
});
const addedAnswer = z.object({ menuid });
// Some accounts are answered with the buttons inside of a menu.
const matchAnswer = z.union([
  z.object({ button }),
  z.object({ menu: z.object({ button }) }).transform(({ menu }) => menu),
]);
const selfAnswer = z.object({
  is_menu_open: z.coerce.number(),
  selfmenu_info: z.object({ button: button.default([]) }).default({ button: [] }),
});

/** See MenuMethods. */
export function menus(calls: Calls): MenuMethods {
  return {
    menuCreate: async (buttons) => {
      await calls.post("/cgi-bin/menu/create", { button: checkedButtons(buttons) });
    },
    menuGet: async () => {
      try {
        const { menu, conditionalmenu } = parsedAnswer(menuAnswer, await calls.get("/cgi-bin/menu/get"));
        return { ...menu, conditionalmenu };
      } catch (error) {
        if (error instanceof WechatApiError && error.errcode === noMenu) return null;
        throw error;
      }
    },
    menuDelete: async () => void (await calls.get("/cgi-bin/menu/delete")),
    menuAddConditional: async (buttons, matchrule) => {
      const body = { button: checkedButtons(buttons), matchrule: checkedRule(matchrule) };
      return parsedAnswer(addedAnswer, await calls.post("/cgi-bin/menu/addconditional", body));
    },
    menuDelConditional: async (id) => {
      await calls.post("/cgi-bin/menu/delconditional", { menuid: checked("MENU", filled, id, ["menuid"]) });
    },
    menuTryMatch: async (userId) => {
      const body = { user_id: checked("MENU", filled, userId, ["userId"]) };
      return parsedAnswer(matchAnswer, await calls.post("/cgi-bin/menu/trymatch", body)).button;
    },
    selfMenu: async () => {
      const answer = await calls.get("/cgi-bin/get_current_selfmenu_info");
      const { is_menu_open, selfmenu_info } = parsedAnswer(selfAnswer, answer);
      return { open: is_menu_open === 1, button: selfmenu_info.button };
    },
  };
}
