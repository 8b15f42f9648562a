import { transaction } from "@/lib/db";
import type { MenuButton } from "./chat/types";
import type { PersonId } from "./people";
import { readSetting } from "./settings";
import { tagsOf } from "./tag-book";

/** The account's menus: one for everybody, and some for those who match a rule. */

/** Whom a conditional menu is for. Everything that is given must hold. */
export interface MatchRule {
  tag_id?: string;
  /** 1: iOS, 2: Android, 3: others. */
  client_platform_type?: string;
  sex?: string;
  country?: string;
  province?: string;
  city?: string;
  language?: string;
}

export interface ConditionalMenu {
  menuid: number;
  button: MenuButton[];
  matchrule: MatchRule;
}

export interface MenuBook {
  /** Null before the first, and after all have been deleted. */
  menu: { menuid: number; button: MenuButton[] } | null;
  /** Oldest first. */
  conditional: ConditionalMenu[];
  /** The number of the last one. */
  lastId: number;
}

const setting = "menu";
const empty: MenuBook = { menu: null, conditional: [], lastId: 208_396_937 };

/** All menus as they stand. */
export async function readMenus(): Promise<MenuBook> {
  const stored = await readSetting(setting);
  return stored === null ? empty : JSON.parse(stored);
}

/** Changes the menus, one change after another. @returns what `change` says beside the new book */
export function changeMenus<T>(change: (book: MenuBook) => { book: MenuBook; told: T }): Promise<T> {
  return transaction(async (tx) => {
    const first = JSON.stringify(empty);
    // A write that changes nothing: whoever else changes the menus waits until this is done.
    const { value } = await tx.sandboxSetting.upsert({
      where: { name: setting },
      create: { name: setting, value: first },
      update: { name: setting },
    });
    const { book, told } = change(JSON.parse(value));
    await tx.sandboxSetting.update({ where: { name: setting }, data: { value: JSON.stringify(book) } });
    return told;
  });
}

export type Platform = "android" | "iphone";

const platformNumbers: Readonly<Record<Platform, string>> = { iphone: "1", android: "2" };

/** Whether a rule is met. The sandbox's people tell nobody their sex and country, and speak zh_CN. */
function matches(rule: MatchRule, tags: readonly number[], platform: Platform): boolean {
  const { tag_id: tag, client_platform_type: wanted, language, ...unknown } = rule;
  if (Object.values(unknown).some(Boolean)) return false;
  if (language && language !== "zh_CN") return false;
  if (tag && !tags.includes(Number(tag))) return false;
  return !wanted || wanted === platformNumbers[platform];
}

/** The menu that a person sees: the newest conditional one that fits, or everybody's; empty for none. */
export async function menuFor(personId: PersonId, platform: Platform = "android"): Promise<MenuButton[]> {
  const { menu, conditional } = await readMenus();
  if (menu === null) return [];
  if (conditional.length === 0) return menu.button;
  const tags = await tagsOf(personId);
  return (conditional.findLast(({ matchrule }) => matches(matchrule, tags, platform)) ?? menu).button;
}
