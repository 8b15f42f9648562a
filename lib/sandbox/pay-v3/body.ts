import { z } from "zod";
import type { Explanation } from "../explanation";
import { refuse, type V3Answer } from "./answer";
import type { SignedCall } from "./call";

/** Reads and checks what a v3 request carries as JSON. (WeChat Pay v3, errors) */

/**
 * A field's rule: the Chinese text stands in the ledger and in WeChat's answer.
 * Lengths are those of the documentation, in characters.
 */
export const text = (longest: number, shortest = 1) =>
  z
    .string("应当是字符串")
    .refine(
      (value) => [...value].length >= shortest && [...value].length <= longest,
      shortest === 1 ? `不能为空，最多 ${longest} 个字符` : `应当有 ${shortest} 到 ${longest} 个字符`,
    );

/** Fen. */
export const fen = (least: number) =>
  z
    .int("应当是整数，单位是分")
    .min(least, `最小是 ${least}，单位是分`)
    .max(100_000_000_00, "金额太大：单位是分，不是元");

export const outTradeNo = z
  .string("应当是字符串")
  .regex(/^[0-9A-Za-z_\-|*@]{6,32}$/, "应当是 6 到 32 位的数字、字母和 _-|*");

/** WeChat wants https; a program on this machine has no certificate. */
export const notifyUrl = (longest: number) =>
  text(longest).regex(/^https?:\/\/[^?#\s]+$/i, "应当是完整的地址，不能带参数");

export const currency = z.literal("CNY", "只支持 CNY");

/** @returns what the schema gives, or WeChat's refusal with the place of the fault */
export function readBody<T>(
  call: SignedCall,
  schema: z.ZodType<T>,
  section: Explanation["section"],
): { fields: T; notes: string[] } | V3Answer {
  let given: unknown;
  try {
    given = JSON.parse(call.body);
  } catch {
    const why = { rule: "请求体是 JSON", section, field: "body", given: call.body.slice(0, 200) };
    const advice = call.body.trimStart().startsWith("<")
      ? "发来的是 XML：V2 才用 XML"
      : "空的请求体也不是 JSON";
    return refuse("PARAM_ERROR", "请求体不是合法的JSON格式", { ...why, advice });
  }
  const parsed = schema.safeParse(given);
  if (parsed.success) return { fields: parsed.data, notes: headerNotes(call) };
  return refuseField(parsed.error.issues[0], given, section);
}

function refuseField(
  issue: z.core.$ZodIssue | undefined,
  given: unknown,
  section: Explanation["section"],
): V3Answer {
  const path = issue?.path.map(String) ?? [];
  const field = `/${path.join("/")}`;
  const value = valueAt(given, path);
  const missing = value === undefined;
  const rule = missing ? "必填" : (issue?.message ?? "");
  const name = path.join(".") || "请求体";
  return refuse("PARAM_ERROR", `输入源“/body${field}”${rule}`, {
    rule: `${name}：${rule}`,
    section,
    field: name,
    given: missing ? "" : JSON.stringify(value).slice(0, 200),
    detail: { field, value: printable(value), issue: rule, location: "body" },
  });
}

const printable = (value: unknown): unknown => (typeof value === "object" ? "" : (value ?? ""));

function valueAt(given: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, name) => (typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined),
    given,
  );
}

/** What WeChat insists on and the sandbox lets pass. */
function headerNotes({ headers, method, body }: SignedCall): string[] {
  const notes: string[] = [];
  if (!headers.get("accept")) notes.push("没有 Accept 头：微信要求 Accept: application/json，沙箱放过");
  if (!headers.get("user-agent")) notes.push("没有 User-Agent 头：微信会拒绝，沙箱放过");
  const type = headers.get("content-type") ?? "";
  if (method === "POST" && body !== "" && !/^application\/json\b/i.test(type)) {
    notes.push(`Content-Type 是 ${type || "空的"}：微信要求 application/json，沙箱放过`);
  }
  return notes;
}

/** A JSON value with its names in order, for comparing two requests. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** The leaves in which two requests differ, each by its path. */
export function differences(
  before: unknown,
  now: unknown,
  path = "",
): { field: string; before: string; now: string }[] {
  if (canonical(before ?? null) === canonical(now ?? null)) return [];
  const both = [before, now].every((value) => typeof value === "object" && value !== null);
  if (!both) return [{ field: path || "请求体", before: shown(before), now: shown(now) }];
  const names = new Set([...Object.keys(before as object), ...Object.keys(now as object)]);
  return [...names].flatMap((name) =>
    differences(
      Reflect.get(before as object, name),
      Reflect.get(now as object, name),
      path === "" ? name : `${path}.${name}`,
    ),
  );
}

const shown = (value: unknown): string =>
  value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value);
