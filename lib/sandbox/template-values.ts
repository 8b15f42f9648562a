/** What the keywords of templates may hold, by the kind that their key begins with. (Template messages, limits of keywords) */

interface Rule {
  /** As an operator would say it. */
  text: string;
  fits: (value: string) => boolean;
}

const length = (value: string): number => [...value].length;

const clock = String.raw`\d{1,2}[:：]\d{2}(?:[:：]\d{2})?`;
const calendar = String.raw`\d{4}(?:年\d{1,2}月\d{1,2}日|([-/.])\d{1,2}\1\d{1,2})`;
const moment = `(?:${calendar}[ \u3000]*(?:${clock})?|${clock})`;
// Each moment has a group of its own inside: named references would clash, so a range is checked in two parts.
const oneMoment = new RegExp(`^${moment}$`);
const oneDate = new RegExp(`^${calendar}[ \u3000]*(?:${clock})?$`);

const inParts = (value: string, one: RegExp): boolean => {
  const parts = value.split(/\s*[~～]\s*/);
  return parts.length <= 2 && parts.every((part) => one.test(part) && inCalendar(part));
};

/** Whether the numbers of a date and of a time exist. */
function inCalendar(text: string): boolean {
  const [, month, day] = /^\d{4}\D(\d{1,2})\D(\d{1,2})/.exec(text) ?? [];
  const [, hour, minute] = /(?:^|\D)(\d{1,2})[:：](\d{2})/.exec(text) ?? [];
  const between = (value: string | undefined, least: number, most: number): boolean =>
    value === undefined || (Number(value) >= least && Number(value) <= most);
  return between(month, 1, 12) && between(day, 1, 31) && between(hour, 0, 24) && between(minute, 0, 59);
}

const letters = String.raw`[\x21-\x7e]`;

const rules: Readonly<Record<string, Rule>> = {
  thing: { text: "20 个以内字符", fits: (value) => length(value) <= 20 },
  character_string: {
    text: "32 位以内数字、字母或符号，不能有汉字",
    fits: (value) => /^[\x20-\x7e]{1,32}$/.test(value),
  },
  number: { text: "32 位以内数字，可带小数", fits: (value) => /^(?=.{1,32}$)-?\d+(?:\.\d+)?$/.test(value) },
  letter: { text: "32 位以内字母", fits: (value) => /^[A-Za-z]{1,32}$/.test(value) },
  symbol: { text: "5 位以内符号", fits: (value) => /^[\p{P}\p{S}]{1,5}$/u.test(value) },
  time: {
    text: "24 小时制时间，可带年月日，可写一段时间：15:01，或 2019年10月1日 15:01",
    fits: (value) => inParts(value, oneMoment),
  },
  date: {
    text: "年月日，可带 24 小时制时间：2019年10月1日，或 2019年10月1日 15:01",
    fits: (value) => inParts(value, oneDate),
  },
  amount: {
    text: "1 个币种符号加 10 位以内数字，可带小数，结尾可带“元”",
    fits: (value) => /^\p{Sc}?\d{1,10}(?:\.\d+)?元?$/u.test(value),
  },
  phone_number: { text: "17 位以内数字、符号", fits: (value) => /^[\d+\-() ]{1,17}$/.test(value) },
  car_number: {
    text: "8 位以内，第一位和最后一位可为汉字，其余为字母或数字",
    fits: (value) => /^(?=.{1,8}$)[\p{Script=Han}A-Za-z\d][A-Za-z\d]*[\p{Script=Han}A-Za-z\d]?$/u.test(value),
  },
  name: {
    text: "10 个以内纯汉字，或 20 个以内纯字母或符号",
    fits: (value) =>
      /^[\p{Script=Han}·]{1,10}$/u.test(value) || new RegExp(`^(?:${letters}| ){1,20}$`).test(value),
  },
  phrase: { text: "5 个以内汉字", fits: (value) => length(value) <= 5 },
};

/** The kind of a key: `thing` of `thing2`; "" for a key of no known shape. */
export const kindOfKey = (key: string): string => /^([a-z_]+?)\d+$/.exec(key)?.[1] ?? "";

/** What was let pass in a value that fits; null for nothing. */
export function valueNote(key: string, value: string): string | null {
  if (kindOfKey(key) !== "phrase" || /^\p{Script=Han}*$/u.test(value)) return null;
  return `${key}：据说只能是汉字，没有确认，沙箱放过了“${value}”`;
}

/** What a keyword may hold, when `value` is not that; null when it fits, and for kinds that have no rule. */
export function valueMistake(key: string, value: string): string | null {
  if (value.trim() === "") return "不能为空";
  const kind = kindOfKey(key);
  const rule = Object.hasOwn(rules, kind) ? rules[kind] : undefined;
  return rule && !rule.fits(value) ? rule.text : null;
}
