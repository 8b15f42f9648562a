import type { V3Request } from "@/lib/wechat/payv3-crypto";
import type { Attempt } from "./signature";

/** The usual ways to get the five lines of a v3 signature wrong, carried out. */

interface Variant {
  mistake: string;
  text: string;
  field: string;
  change: Partial<V3Request>;
}

type Join = { mistake: string; text: string; join: (lines: readonly string[]) => string };

const right: Join = { mistake: "", text: "", join: (lines) => lines.map((line) => `${line}\n`).join("") };

const joins: readonly Join[] = [
  right,
  {
    mistake: "last-line-feed",
    text: "最后一行后面少了换行符：请求体为空也要有",
    join: (lines) => lines.join("\n"),
  },
  {
    mistake: "crlf",
    text: "换行用了 \\r\\n：只能是 \\n",
    join: (lines) => lines.map((line) => `${line}\r\n`).join(""),
  },
  {
    mistake: "literal-line-feed",
    text: "签了反斜杠和字母 n 两个字符：要的是真正的换行符",
    join: (lines) => lines.map((line) => `${line}\\n`).join(""),
  },
  { mistake: "no-line-feeds", text: "五行之间没有换行符", join: (lines) => lines.join("") },
  {
    mistake: "order",
    text: "时间戳和随机串的次序反了：时间戳在前",
    join: ([method = "", path = "", timestamp = "", nonce = "", body = ""]) =>
      right.join([method, path, nonce, timestamp, body]),
  },
  {
    mistake: "no-body-line",
    text: "少了请求体那一行：GET 的请求体是空的，也要有一个换行符",
    join: (lines) => right.join(lines.slice(0, 4)),
  },
];

const same: Variant = { mistake: "", text: "", field: "", change: {} };

/** Larger bodies are not tried in every combination. */
const smallBody = 8 * 1024;

/**
 * The texts that the usual mistakes lead to: each mistake by itself, then two of them together.
 * @param host of the request, with which the URL may have been signed
 */
export function* attempts(request: V3Request, host: string): Generator<Attempt> {
  const paths = [...pathVariants(request, host)];
  const bodies = [...bodyVariants(request)];
  const others = [...otherVariants(request)];
  for (const join of joins.slice(1)) yield attempt(request, [same], join);
  for (const variant of [...paths, ...bodies, ...others]) yield attempt(request, [variant], right);
  if (request.body.length > smallBody) return;
  for (const variant of [...paths, ...bodies, ...others]) {
    for (const join of joins.slice(1)) yield attempt(request, [variant], join);
  }
  for (const path of paths) {
    for (const body of [...bodies, ...others]) yield attempt(request, [path, body], right);
  }
}

function attempt(request: V3Request, variants: readonly Variant[], join: Join): Attempt {
  const { method, path, timestamp, nonce, body } = Object.assign(
    {},
    request,
    ...variants.map(({ change }) => change),
  ) as V3Request;
  const faults = [...variants, join].filter(({ mistake }) => mistake !== "");
  const field = variants.find((variant) => variant.field !== "")?.field;
  return {
    mistake: faults[0]?.mistake ?? "",
    text: faults.map(({ text }) => text).join("；另外，"),
    signed: join.join([method, path, timestamp, nonce, body]),
    ...(field === undefined ? {} : { field }),
  };
}

function* pathVariants({ path }: V3Request, host: string): Generator<Variant> {
  const of = (mistake: string, text: string, changed: string): Variant => ({
    mistake,
    text,
    field: "URL",
    change: { path: changed },
  });
  const [bare = "", query] = path.split("?", 2);
  const rule = "URL 这一行只有路径和查询串";
  for (const origin of [`https://${host}`, `http://${host}`, host]) {
    yield of("host-in-path", `签名时 URL 里有域名：${rule}`, `${origin}${path}`);
  }
  if (query !== undefined) {
    yield of("path-without-query", `签名时 URL 少了查询串 ?${query}：实际发了什么就签什么`, bare);
    yield of("query-order", "签名时查询参数的次序和实际发的不一样", `${bare}?${sorted(query)}`);
    yield of(
      "query-decoded",
      "签名时查询串是解码以后的：要签实际发的、编码过的",
      `${bare}?${decoded(query)}`,
    );
  }
  if (decoded(path) !== path) yield of("path-decoded", "签名时路径是解码以后的", decoded(path));
  if (encodeURI(path) !== path) yield of("path-encoded", "签名时又把路径编码了一次", encodeURI(path));
  yield of("empty-query", "签名时 URL 末尾多了一个问号", `${path}?`);
  yield of("slash", "签名时路径末尾多了一个斜杠", `${bare}/${query === undefined ? "" : `?${query}`}`);
  yield of("slash", "签名时路径开头少了斜杠", path.slice(1));
  yield of("version", "签名时路径少了 /v3", path.replace("/v3/", "/"));
}

const sorted = (query: string): string => query.split("&").sort().join("&");
const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

function* bodyVariants({ body }: V3Request): Generator<Variant> {
  const of = (mistake: string, text: string, changed: string): Variant => ({
    mistake,
    text,
    field: "请求体",
    change: { body: changed },
  });
  if (body === "") {
    for (const own of ["null", "undefined", "{}", '""', "[]", " "]) {
      yield of("empty-body", `没有请求体，签名时却写了 ${own}：这一行要是空的`, own);
    }
    return;
  }
  yield of("body-missing", "签名时请求体是空的：POST 要把发出去的 JSON 原样签进去", "");
  yield of("body-trimmed", "签名时去掉了请求体首尾的空白：要签实际发的字节", body.trim());
  yield of("body-line-feed", "签名时请求体末尾多了一个换行符", `${body}\n`);
  const rule = "签名的和发出去的不是同一段文字：先序列化一次，签名和发送都用它";
  for (const [name, text] of rewritten(body)) yield of("body-rewritten", `${rule}（签的是${name}）`, text);
}

/** The same JSON, as other libraries and settings write it. */
function* rewritten(body: string): Generator<[name: string, text: string]> {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return;
  }
  const compact = JSON.stringify(value);
  yield ["紧凑的 JSON", compact];
  for (const space of [2, 4, "\t"]) yield ["带缩进的 JSON", JSON.stringify(value, null, space)];
  const spaced = spacedJson(compact);
  yield ["冒号和逗号后面有空格的 JSON", spaced];
  yield ["把中文写成 \\u 的 JSON", asciiJson(compact)];
  yield ["带空格、把中文写成 \\u 的 JSON", asciiJson(spaced)];
  yield ["把 / 写成 \\/ 的 JSON", compact.replaceAll("/", "\\/")];
  yield ["把 / 写成 \\/、把中文写成 \\u 的 JSON", asciiJson(compact).replaceAll("/", "\\/")];
  yield ["按名称排过序的 JSON", JSON.stringify(sortedKeys(value))];
}

const spacedJson = (compact: string): string =>
  compact.replace(/"(?:[^"\\]|\\.)*"|[:,]/g, (token) => (token.startsWith('"') ? token : `${token} `));

const asciiJson = (text: string): string =>
  text.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, inner]) => [name, sortedKeys(inner)]));
}

function* otherVariants({ method, timestamp, nonce }: V3Request): Generator<Variant> {
  const of = (mistake: string, field: string, text: string, change: Partial<V3Request>): Variant => ({
    mistake,
    field,
    text,
    change,
  });
  yield of("method-case", "HTTP 方法", "签名时方法是小写的：要大写", { method: method.toLowerCase() });
  const other = method === "GET" ? "POST" : "GET";
  yield of("method", "HTTP 方法", `签名时方法写成了 ${other}，发的是 ${method}`, { method: other });
  const differs = "签名用的时间戳和请求头里的不是同一个：只取一次时间";
  for (const ms of ["000", ".0"]) {
    yield of("timestamp", "时间戳", differs, { timestamp: `${timestamp}${ms}` });
  }
  for (const seconds of [-2, -1, 1, 2]) {
    yield of("timestamp", "时间戳", differs, { timestamp: String(Number(timestamp) + seconds) });
  }
  for (const changed of [nonce.toUpperCase(), nonce.toLowerCase(), `"${nonce}"`]) {
    yield of("nonce", "随机串", "签名用的随机串和请求头里的不一样", { nonce: changed });
  }
}
