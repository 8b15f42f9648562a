import { transaction } from "@/lib/db";
import { nonceStr } from "@/lib/wechat/sign";
import { sandboxAccounts } from "./accounts";
import { ensurePeople, type PersonId } from "./people";
import { readSetting } from "./settings";

/** The account's templates: of template messages, and of subscription notices. */

export type TemplateApi = "template" | "subscribe";

export interface Keyword {
  /** What stands before `.DATA`. */
  key: string;
  name: string;
  example: string;
}

interface Design {
  title: string;
  /** Its number in WeChat's library. */
  short: string;
  keywords: readonly Keyword[];
}

const orderNo: Keyword = { key: "character_string1", name: "订单编号", example: "20260115000001" };
const time4 = (name: string): Keyword => ({ key: "time4", name, example: "2026年1月15日 15:01" });

const designs = {
  paid: {
    title: "订单支付成功通知",
    short: "43216",
    keywords: [
      orderNo,
      { key: "thing2", name: "商品名称", example: "月光石吊坠" },
      { key: "amount3", name: "支付金额", example: "¥88.00" },
      time4("支付时间"),
    ],
  },
  shipped: {
    title: "订单发货通知",
    short: "42984",
    keywords: [
      orderNo,
      { key: "thing2", name: "快递公司", example: "顺丰速运" },
      { key: "character_string3", name: "快递单号", example: "SF1234567890123" },
      time4("发货时间"),
    ],
  },
  refunded: {
    title: "退款成功通知",
    short: "43098",
    keywords: [
      orderNo,
      { key: "amount2", name: "退款金额", example: "¥88.00" },
      { key: "phrase3", name: "退款状态", example: "已退款" },
      time4("退款时间"),
    ],
  },
} as const satisfies Record<string, Design>;

type Kind = keyof typeof designs;
const kinds = Object.keys(designs) as Kind[];

export interface Template {
  id: string;
  api: TemplateApi;
  title: string;
  keywords: readonly Keyword[];
}

/** What has been changed of the account's own choice. */
interface Changes {
  deleted: string[];
  added: { id: string; kind: Kind; names: string[] }[];
}

const setting = "templates";
const unchanged: Changes = { deleted: [], added: [] };
export const mostTemplates = 25;

async function readChanges(): Promise<Changes> {
  const stored = await readSetting(setting);
  return stored === null ? unchanged : JSON.parse(stored);
}

/** All templates of one of the two interfaces. */
export async function listTemplates(api: TemplateApi): Promise<Template[]> {
  return templatesOf(api, await readChanges());
}

function templatesOf(api: TemplateApi, { deleted, added }: Changes): Template[] {
  const own = kinds.map((kind) => ({
    id: sandboxAccounts.templates[api][kind] as string,
    kind,
    names: [] as string[],
  }));
  const all = api === "template" ? [...own, ...added] : own;
  return all
    .filter(({ id }) => !deleted.includes(id))
    .map(({ id, kind, names }) => ({
      id,
      api,
      title: designs[kind].title,
      keywords: chosen(designs[kind], names),
    }));
}

/** The keywords of a design that were asked for, all of them when none was. */
const chosen = ({ keywords }: Design, names: readonly string[]): readonly Keyword[] =>
  names.length === 0 ? keywords : keywords.filter(({ name }) => names.includes(name));

/** The template with this id, of either interface; null for none. */
export async function findTemplate(id: string): Promise<Template | null> {
  const changes = await readChanges();
  const all = [...templatesOf("template", changes), ...templatesOf("subscribe", changes)];
  return all.find((template) => template.id === id) ?? null;
}

/** As WeChat writes a template's text: a line for each keyword. */
export const contentOf = ({ keywords }: Template): string =>
  keywords.map(({ key, name }) => `${name}:{{${key}.DATA}}\n`).join("");

export const exampleOf = ({ keywords }: Template): string =>
  keywords.map(({ name, example }) => `${name}:${example}\n`).join("");

function change<T>(work: (changes: Changes) => { changes: Changes; told: T }): Promise<T> {
  return transaction(async (tx) => {
    // A write that changes nothing: whoever else changes the templates waits until this is done.
    const { value } = await tx.sandboxSetting.upsert({
      where: { name: setting },
      create: { name: setting, value: JSON.stringify(unchanged) },
      update: { name: setting },
    });
    const { changes, told } = work(JSON.parse(value));
    await tx.sandboxSetting.update({ where: { name: setting }, data: { value: JSON.stringify(changes) } });
    return told;
  });
}

/** Chooses a template of WeChat's library. @returns its new id, or why there is none */
export function addTemplate(short: string, names: string[]): Promise<{ id: string } | "unknown" | "full"> {
  const kind = kinds.find((candidate) => designs[candidate].short === short);
  return change<{ id: string } | "unknown" | "full">((changes) => {
    if (kind === undefined) return { changes, told: "unknown" };
    if (templatesOf("template", changes).length >= mostTemplates) return { changes, told: "full" };
    const id = nonceStr(43);
    return { changes: { ...changes, added: [...changes.added, { id, kind, names }] }, told: { id } };
  });
}

/** The numbers of WeChat's library that the sandbox knows, with their titles. */
export const libraryText = (): string =>
  kinds.map((kind) => `${designs[kind].short} ${designs[kind].title}`).join("、");

/** Takes a template of template messages away. @returns whether it was there */
export function deleteTemplate(id: string): Promise<boolean> {
  return change((changes) => {
    const there = templatesOf("template", changes).some((template) => template.id === id);
    const deleted = there ? [...changes.deleted, id] : changes.deleted;
    return { changes: { ...changes, deleted }, told: there };
  });
}

/**
 * A person answers the question for notices: each acceptance allows one send for each of the templates. What was
 * allowed before stays when this one is refused. (Subscription notices)
 */
export async function acceptSubscription(
  personId: PersonId,
  templateIds: readonly string[],
  accept: boolean,
): Promise<void> {
  await ensurePeople();
  if (!accept) return;
  const known = new Set((await listTemplates("subscribe")).map(({ id }) => id));
  await transaction(async (tx) => {
    // In the same order for everybody, so that two who accept at once wait for each other only.
    for (const templateId of [...new Set(templateIds)].filter((id) => known.has(id)).sort()) {
      await tx.sandboxSubscription.upsert({
        where: { personId_templateId: { personId, templateId } },
        create: { personId, templateId, left: 1 },
        update: { left: { increment: 1 } },
      });
    }
  });
}
