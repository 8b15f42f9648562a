import type { z } from "zod";
import { type ApiAnswer, refuse } from "../api-answers";
import type { Explanation } from "../explanation";
import type { Upload } from "../uploads";

/** A call of api.weixin.qq.com/cgi-bin, as its handlers get it. */
export interface CgiRequest {
  readonly method: string;
  readonly query: URLSearchParams;
  /** As it came; "" for none. */
  readonly body: string;
  /** The file of the form's field `media`, where media are uploaded. */
  readonly upload?: Upload;
  /** Where the call came from. */
  readonly ip: string;
}

/** Whether what came back is an answer already. */
export const isAnswer = (value: object): value is ApiAnswer => "body" in value && "outcome" in value;

/**
 * The JSON body of a call, checked. (General rules, POST data)
 * @returns what it says, or the refusal: 44002 for none, 47001 for what is no JSON of this shape
 */
export function readJson<T extends object>(
  request: CgiRequest,
  schema: z.ZodType<T>,
  section: Explanation["section"],
): T | ApiAnswer {
  const { body, query } = request;
  if (body.trim() === "") {
    const advice = query.has("appid") ? "参数要放在 JSON 请求体里，不在查询参数里" : "请求体是一个 JSON 对象";
    return refuse(44002, { rule: "请求体不能为空", section, advice });
  }
  const parsed = schema.safeParse(parse(body));
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.join(".");
  if (field) {
    return refuse(47001, {
      rule: `${field} 的类型不对`,
      section,
      field,
      given: body,
      advice: "按文档的类型写",
    });
  }
  return refuse(47001, { rule: "请求体必须是一个 JSON 对象", section, given: body, advice: adviceFor(body) });
}

/** `\uXXXX` for what could stand there as it is; twice escaped it is none for JSON. Control characters have no other form. */
const escaped = /(?<!\\)(?:\\\\)*\\u(?!00[01][\da-f]|007f)[\da-f]{4}/i;

/** What is to be said of a body that escapes its characters; null for raw UTF-8, as WeChat wants it. */
export function escapeNote(body: string): string | null {
  const found = escaped.exec(body)?.[0].slice(-6);
  if (!found) return null;
  return `请求体里有 ${found} 这样的转义：沙箱解开了，微信的菜单会原样显示出来，客服消息和模板消息也曾如此。JSON 里直接写 UTF-8 的汉字：PHP 用 JSON_UNESCAPED_UNICODE，Python 用 ensure_ascii=False`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function adviceFor(body: string): string {
  const start = body.trimStart();
  if (body.startsWith("\uFEFF")) return "去掉开头的 BOM";
  if (start.startsWith("<")) return "发来的是 XML：cgi-bin 的接口用 JSON";
  if (/^[\w.]+=/.test(start)) return "发来的是表单：这里要 JSON，例如 fetch(…, { body: JSON.stringify(…) })";
  if (start.includes("'")) return "JSON 的字符串用双引号";
  return "用 JSON.stringify 这样的函数生成，不要自己拼";
}
