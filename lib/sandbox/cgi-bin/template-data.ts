import { z } from "zod";
import { type ApiAnswer, refuse } from "../api-answers";
import { type Explanation, sections } from "../explanation";
import { kindOfKey, valueMistake, valueNote } from "../template-values";
import type { Template } from "../templates";

/** The data of a template message or a notice. */

/** Numbers are taken for texts: both are sent. */
const value = z.union([z.string(), z.number()]).transform(String);

export const dataInput = z.record(
  z.string(),
  z.object({ value: value.optional(), color: z.string().optional() }),
);

export type TemplateData = z.infer<typeof dataInput>;

export interface FilledTemplate {
  /** In the template's order. */
  fields: { name: string; value: string }[];
  /** What was let pass, and is not shown. */
  notes: string[];
}

/** What the message says; or the refusal of the first keyword that is missing or does not fit. */
export function fillTemplate(
  template: Template,
  data: TemplateData,
): FilledTemplate | { refusal: ApiAnswer } {
  const fields: FilledTemplate["fields"] = [];
  for (const { key, name, example } of template.keywords) {
    const given = Object.hasOwn(data, key) ? data[key]?.value : undefined;
    const rule = given === undefined ? `${template.title}要有 ${key}（${name}）` : valueMistake(key, given);
    if (given === undefined || rule !== null) return { refusal: unfit(key, rule ?? "", given, example) };
    fields.push({ name, value: given });
  }
  return { fields, notes: notesOn(template, data) };
}

function unfit(key: string, rule: string, given: string | undefined, example: string): ApiAnswer {
  const field = `data.${key}.value`;
  const why: Explanation = {
    rule: given === undefined ? rule : `${key} 的内容不合格：${rule}`,
    section: sections.templateValues,
    field,
    given: given === undefined ? "（没有）" : `${given}（${[...given].length} 个字符）`,
    expected: `${rule}，例如 ${example}`,
    advice:
      given === undefined ? "data 里的键要和模板里 .DATA 前面的一样" : "发送前按参数的类型截短或换一种写法",
  };
  const text =
    given === undefined ? `argument invalid! ${field} is empty` : `argument invalid! ${field} invalid`;
  return refuse(47003, why, text);
}

function notesOn(template: Template, data: TemplateData): string[] {
  const known = new Set<string>(template.keywords.map(({ key }) => key));
  const others = Object.keys(data).filter((key) => !known.has(key));
  const filtered = others.filter((key) => key === "first" || key === "remark");
  const extra = others.filter((key) => key !== "first" && key !== "remark");
  const coloured = Object.values(data).some(({ color }) => color !== undefined && color !== "");
  return [
    ...(filtered.length > 0
      ? [`${filtered.join("、")} 收下了，但不显示：微信从 2023 年 5 月起过滤它们`]
      : []),
    ...(extra.length > 0 ? [`模板里没有 ${extra.join("、")}，忽略了`] : []),
    ...[...known].flatMap((key) => valueNote(key, data[key]?.value ?? "") ?? []),
    ...(coloured ? ["color 收下了，但不生效：微信从 2023 年 5 月起不再按它显示"] : []),
    ...[...known]
      .filter((key) => kindOfKey(key) === "")
      .map((key) => `${key} 的类型沙箱不认识，没有检查内容`),
  ];
}
