import { z } from "zod";

/** The three questions by which the robot finds somebody a stone, and how it reads their answers. */

/** What somebody is looking for. `budget` is in fen; null for any. */
export type Wish = { whom: string; colour: string; budget: number | null };

export const findingSchema = z.object({
  step: z.enum(["whom", "colour", "budget"]),
  whom: z.string(),
  colour: z.string(),
  /** How many answers in a row nobody could read. */
  misses: z.number(),
  /** Milliseconds: when the last question was asked. */
  at: z.number(),
});
/** Where a conversation stands, as the session keeps it. */
export type Finding = z.infer<typeof findingSchema>;
type Step = Finding["step"];

/** An answer that may be given: by its number, or by one of its words. */
type Option = { label: string; words: readonly string[] };

const whom: readonly Option[] = [
  { label: "自己", words: ["自己", "本人"] },
  {
    label: "恋人",
    words: ["恋人", "女朋友", "男朋友", "女友", "男友", "老婆", "老公", "妻子", "丈夫", "爱人"],
  },
  { label: "长辈", words: ["长辈", "妈", "爸", "母亲", "父亲", "奶奶", "外婆", "婆婆", "爷爷", "老师"] },
  { label: "朋友", words: ["朋友", "闺蜜", "同事", "同学", "姐", "妹"] },
];

const colours: readonly Option[] = [
  { label: "蓝紫色", words: ["蓝", "紫"] },
  { label: "红粉色", words: ["红", "粉"] },
  { label: "黄绿色", words: ["黄", "绿", "金"] },
  { label: "都可以", words: ["都可以", "都行", "随便", "不限", "任何"] },
];

/** Yuan; null for any. */
const budgets: readonly (Option & { yuan: number | null })[] = [
  { label: "300 元以内", words: [], yuan: 300 },
  { label: "1000 元以内", words: [], yuan: 1000 },
  { label: "5000 元以内", words: [], yuan: 5000 },
  { label: "不限", words: ["不限", "随便", "都可以", "都行", "无所谓"], yuan: null },
];

const questions: Record<Step, { ask: string; options: readonly Option[] }> = {
  whom: { ask: "送给谁呢？", options: whom },
  colour: { ask: "喜欢什么颜色？", options: colours },
  budget: { ask: "预算多少？也可以直接说一个数，比如「800 元」。", options: budgets },
};

/** A question with its answers, one in each line. */
export function question(step: Step): string {
  const { ask, options } = questions[step];
  const lines = options.map(({ label }, index) => `${index + 1}. ${label}`);
  return [ask, ...lines, "（发送「取消」就不选了）"].join("\n");
}

/** An answer is a word or a sum. In a longer text the beginning counts: thousands of accents take seconds to normalize. */
const longestAnswer = 200;

/** As people type on a phone: full-width digits, spaces and full stops aside. */
const plain = (text: string): string => text.trim().slice(0, longestAnswer).normalize("NFKC").trim();

/** The answer that a text means: by its number, else by the longest of the words in it. */
function chosen<T extends Option>(options: readonly T[], text: string): T | null {
  const number = /^(\d)\s*[.、。]?$/.exec(plain(text))?.[1];
  if (number !== undefined) return options[Number(number) - 1] ?? null;
  const said = options.flatMap((option) => [option.label, ...option.words].map((word) => ({ word, option })));
  const found = said.filter(({ word }) => plain(text).includes(word));
  return found.sort((a, b) => b.word.length - a.word.length)[0]?.option ?? null;
}

const factors: Readonly<Record<string, number>> = { 千: 1000, k: 1000, 万: 10_000, w: 10_000 };

/** The largest sum in a text, in fen; null for none, and for what nobody can mean. */
function sumIn(text: string): number | null {
  const sums = [...plain(text).matchAll(/(\d{1,9}(?:,\d{3})*(?:\.\d{1,2})?)\s*(千|k|万|w)?/gi)].map(
    ([, digits = "", unit = ""]) =>
      Math.round(Number(digits.replaceAll(",", "")) * (factors[unit.toLowerCase()] ?? 1) * 100),
  );
  const largest = Math.max(0, ...sums);
  return largest > 0 && largest <= 1_000_000_000 ? largest : null;
}

/** The budget that a text means, in fen; null for any, undefined for a text that means none. */
export function readBudget(text: string): number | null | undefined {
  const option = chosen(budgets, text);
  if (option) return option.yuan === null ? null : option.yuan * 100;
  // The number of an answer that there is not, rather than a few yuan.
  if (/^\d$/.test(plain(text))) return undefined;
  return sumIn(text) ?? undefined;
}

export const readWhom = (text: string): string | null => chosen(whom, text)?.label ?? null;
export const readColour = (text: string): string | null => chosen(colours, text)?.label ?? null;

/** Which hues belong to a colour, 0 to 360 from where to where, around the circle; null for all. */
export function huesOf(colour: string): readonly [from: number, to: number] | null {
  switch (colour) {
    case "蓝紫色":
      return [180, 300];
    case "红粉色":
      return [300, 30];
    case "黄绿色":
      return [30, 180];
    default:
      return null;
  }
}
