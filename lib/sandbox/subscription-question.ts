import { z } from "zod";
import { sections } from "./explanation";
import { record } from "./ledger";
import { type PersonId, personById } from "./people";
import { findTemplate } from "./templates";

/** <wx-open-subscribe>: a page asks whether the account may send notices. (Subscription notices, open tags) */

/** How many templates a tag may ask for at once. */
const mostAsked = 3;

export const questionInput = z.object({
  /** As the tag's attribute has it. */
  template: z.string().max(1024),
  /** The page's address. */
  url: z.string().max(2048),
});
export type QuestionInput = z.infer<typeof questionInput>;

export type Question =
  | { ok: true; templates: { id: string; title: string }[] }
  | { ok: false; errMsg: string; errCode: number };

/** What the person is asked, or why nobody is: a template that is none of the account's notices. */
export async function openQuestion({ template, url }: QuestionInput, person: PersonId): Promise<Question> {
  const ids = [...new Set(template.split(",").map((id) => id.trim()))].filter(Boolean);
  const found = await Promise.all(ids.map(findTemplate));
  const templates = found.flatMap((entry) =>
    entry?.api === "subscribe" ? [{ id: entry.id, title: entry.title }] : [],
  );
  const rule = faultOf(ids, templates.length);
  const question: Question = rule
    ? { ok: false, errMsg: `subscribe:fail ${rule}`, errCode: -1 }
    : { ok: true, templates };
  await record({
    direction: "page",
    method: "JS",
    address: "wx-open-subscribe",
    request: JSON.stringify({ template, url, person }, null, 2),
    answer: JSON.stringify(question, null, 2),
    httpStatus: 200,
    outcome: rule ?? `问${personById(person)?.nickname}要不要接收 ${templates.length} 种订阅通知`,
    ok: rule === null,
    why: rule ? { rule, section: sections.bizsend, field: "template", given: template } : undefined,
    durationMs: 0,
  });
  return question;
}

function faultOf(ids: readonly string[], known: number): string | null {
  if (ids.length === 0) return "template 里没有模板 id";
  if (ids.length > mostAsked) return `一次最多问 ${mostAsked} 个模板`;
  return known < ids.length ? "template 里有不属于这个公众号的订阅通知模板" : null;
}
