import type { Explanation } from "../explanation";
import { type PayAnswer, refuse } from "./answers";
import type { PayCall } from "./envelope";

/** What a field must look like; of a field that is not given nothing is checked. */
export interface FieldRule {
  test: (value: string) => boolean;
  rule: string;
  advice?: string;
  /** Default PARAM_ERROR. */
  code?: string;
  text?: string;
}

export type FieldRules = Readonly<Record<string, readonly FieldRule[]>>;

/** At most `length` characters. */
export const tooLong = (name: string, length: number): FieldRule => ({
  test: (value) => [...value].length <= length,
  rule: `${name} 最多 ${length} 个字符`,
  text: `${name}参数长度有误`,
});

/** At most `length` bytes of UTF-8. */
export const tooManyBytes = (name: string, length: number): FieldRule => ({
  test: (value) => Buffer.byteLength(value) <= length,
  rule: `${name} 最多 ${length} 字节，一个汉字占 3 字节`,
  text: `${name}参数长度有误`,
});

/** An amount: whole fen, at least 1. */
export const wholeFen = (name: string): FieldRule => ({
  test: (value) => /^[1-9]\d{0,9}$/.test(value),
  rule: `${name} 是整数，单位是分，最小是 1`,
  advice: "金额从头到尾用整数分：不要拿浮点的元乘 100，也不要写小数点",
});

/** Where a notification can go: an absolute address without a query. */
export const httpAddress = (name: string): FieldRule => ({
  test: (value) => URL.canParse(value) && /^https?:\/\/[^?#]+$/i.test(value),
  rule: `${name} 是外网能访问的完整地址，不能带参数`,
  advice: "要区分业务就用不同的路径，或用 attach 带回数据",
});

/** Refuses the first field, in the order of the rules, that breaks one. */
export function checkFieldRules(
  call: PayCall,
  rules: FieldRules,
  section: Explanation["section"],
): PayAnswer | null {
  for (const [field, own] of Object.entries(rules)) {
    const given = call.fields[field];
    const broken = given ? own.find(({ test }) => !test(given)) : undefined;
    if (!given || !broken) continue;
    const { rule, advice, code = "PARAM_ERROR", text = `${field}参数格式错误` } = broken;
    return refuse(call, code, text, { rule, section, field, given, ...(advice ? { advice } : {}) });
  }
  return null;
}
