import { randomInt } from "node:crypto";
import { z } from "zod";
import { sandboxAccounts } from "../accounts";
import { type ApiAnswer, refuse } from "../api-answers";
import type { Told } from "../chat/types";
import type { Explanation } from "../explanation";
import { type PersonId, personByOpenid } from "../people";
import { findTemplate, listTemplates, type Template, type TemplateApi } from "../templates";
import { nobody } from "./openids";
import type { FilledTemplate } from "./template-data";

/** What template messages and subscription notices have in common. */

type Section = Explanation["section"];

export const miniprogramInput = z
  .object({ appid: z.string().optional(), pagepath: z.string().optional() })
  .nullish();

/** A number of 64 bits that no floating-point number can hold; by the machine's clock, which does not go back. */
export const newMsgId = (): bigint => (BigInt(Date.now()) << 20n) + BigInt(randomInt(2 ** 20));

/** Who gets it; the refusal of nobody's openid. */
export function receiverOf(touser: string, section: Section): { id: PersonId; nickname: string } | ApiAnswer {
  return personByOpenid(sandboxAccounts.mp.appid, touser) ?? nobody("touser", touser, section);
}

/** The template of the right interface; the refusal of any other id. */
export async function templateOf(
  id: string,
  api: TemplateApi,
  section: Section,
): Promise<Template | ApiAnswer> {
  const found = await findTemplate(id);
  if (found?.api === api) return found;
  const known = await listTemplates(api);
  const other = found && (api === "template" ? "message/subscribe/bizsend" : "message/template/send");
  const advice = found
    ? `这是${api === "template" ? "订阅通知" : "模板消息"}的模板「${found.title}」：它用 ${other} 发`
    : "模板 ID 在公众平台里看，每个账号都不同";
  const expected = known.map((template) => `${template.title} ${template.id}`).join("、");
  return refuse(40037, {
    rule: "没有这个模板 ID",
    section,
    field: "template_id",
    given: id,
    expected,
    advice,
  });
}

/** Where a tap leads, and what was let pass about it. */
export function targetOf(
  url: string,
  miniprogram: z.infer<typeof miniprogramInput>,
  section: Section,
): { url: string; notes: string[] } | ApiAnswer {
  // Empty, as a program writes it that always writes all the fields, it is none.
  if (!miniprogram?.appid && !miniprogram?.pagepath) return urlTarget(url);
  if (!miniprogram.appid) {
    return refuse(40013, { rule: "miniprogram 要有 appid", section, field: "miniprogram.appid" });
  }
  const notes = ["沙箱没有小程序：微信会先打开 miniprogram，这里打开的是网址"];
  const target = urlTarget(url);
  return { url: target.url, notes: [...notes, ...target.notes] };
}

function urlTarget(url: string): { url: string; notes: string[] } {
  if (url === "") return { url, notes: [] };
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return { url, notes: [] };
  return { url: "", notes: [`网址不完整，点了没有反应：${url}`] };
}

/** How it stands in the chat. */
export const noticeLine = (
  template: Template,
  { fields }: FilledTemplate,
  url: string,
): Extract<Told, { kind: "template" }> => ({
  kind: "template",
  api: template.api,
  title: template.title,
  fields,
  url,
});

/** Everything that was let pass, for the ledger; undefined for nothing. */
export const remarks = (section: Section, ...notes: string[][]): Explanation | undefined => {
  const all = notes.flat();
  return all.length > 0 ? { section, notes: all } : undefined;
};
