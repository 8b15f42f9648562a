import { signString } from "@/lib/wechat/sign";
import { type Attempt, escapedXml } from "./mistakes";
import type { SignatureInput } from "./parts";

/** Mistakes with one parameter: left out, added, or another value than the one that was sent. */
export function* fieldAttempts(
  input: SignatureInput,
  params: Readonly<Record<string, string>>,
): Generator<Attempt> {
  const { key, reference = {} } = input;
  const attempt = (mistake: string, field: string, text: string, value: string | undefined): Attempt => {
    const changed = { ...params, [field]: value };
    return { mistake, text, signed: signString(changed, key), key, field };
  };
  for (const field of Object.keys(params)) {
    const forgotten = `签名时漏了 ${field}：发送的每个非空参数都要参与签名`;
    const mistake = /^sign_?type$/i.test(field) ? "sign-type-left-out" : "left-out";
    yield attempt(mistake, field, forgotten, undefined);
  }
  for (const [field, value] of Object.entries(reference)) {
    if (value === params[field]) continue;
    const text = `签名之后 ${field} 变了：签的是“${value}”，发来的是“${params[field] ?? "（没有）"}”`;
    yield attempt("changed", field, text, value);
  }
  for (const [field, value] of Object.entries(params)) {
    for (const [other, how] of otherValues(field, value)) {
      const text = `${field} 签的和发的不一样（${how}）：签的是“${other}”，发的是“${value}”`;
      yield attempt("changed", field, text, other);
    }
  }
  yield* renamed(input, params);
  yield* unsent(input, params, attempt);
}

/** What a value may have been when it was signed. */
function otherValues(field: string, value: string): [string, string][] {
  const found: [string, string][] = [
    [value.trim(), "首尾空白"],
    [value.replaceAll("\n", "\r\n"), "换行"],
    [value.replaceAll("\n", ""), "换行"],
    [value.normalize("NFD"), "Unicode 形式"],
    [escapedXml(value), "XML 转义"],
    [encodeURIComponent(value), "URL 编码"],
    [decoded(value), "URL 编码"],
    [value.toLowerCase(), "大小写"],
    [value.toUpperCase(), "大小写"],
    [value.replace(/^prepay_id=/, ""), "少了 prepay_id="],
    [`prepay_id=${value}`, "多了 prepay_id="],
    ["undefined", "值还没有"],
    ["[object Object]", "对象没有转成文字"],
  ];
  if (/^\d+$/.test(value)) {
    found.push(
      [`${value}.0`, "小数"],
      [`${Number(value) / 100}`, "元和分"],
      [`${Number(value) * 100}`, "元和分"],
    );
    found.push([(Number(value) / 100).toFixed(2), "元和分"]);
    if (/time/i.test(field)) found.push([`${value}000`, "毫秒和秒"], [value.slice(0, -3), "毫秒和秒"]);
  }
  return found.filter(([other]) => other !== value && other !== "");
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

const otherNames: readonly (readonly [string, string])[] = [
  ["appId", "appid"],
  ["timeStamp", "timestamp"],
  ["nonceStr", "noncestr"],
  ["signType", "signtype"],
  ["signType", "sign_type"],
  ["nonceStr", "nonce_str"],
  ["package", "prepay_id"],
  ["sign_type", "signType"],
  ["nonce_str", "nonceStr"],
  ["mch_id", "mchid"],
];

function* renamed({ key }: SignatureInput, params: Readonly<Record<string, string>>): Generator<Attempt> {
  for (const [right, wrong] of otherNames) {
    const { [right]: value, ...rest } = params;
    if (value === undefined) continue;
    const text = `签名时 ${right} 写成了 ${wrong}：参数名区分大小写，签名和发送要用同一个`;
    yield {
      mistake: "renamed",
      text,
      signed: signString({ ...rest, [wrong]: value }, key),
      key,
      field: right,
    };
  }
}

type Make = (mistake: string, field: string, text: string, value: string) => Attempt;

/** Signed, but never sent. */
function* unsent(
  input: SignatureInput,
  params: Readonly<Record<string, string>>,
  make: Make,
): Generator<Attempt> {
  const missing = (input.optional ?? []).filter((field) => params[field] === undefined);
  for (const field of missing) {
    const values = ["undefined", "null", "None", "0", ...(knownValues[field] ?? [])];
    for (const value of values) {
      const text = `${field}=${value} 参与了签名，却没有发送：签名和发送要用同一组参数`;
      yield make("unsent", field, text, value);
    }
    // An empty value that was signed but then not sent leaves its name in the text.
    const pairs = Object.entries({ ...params, [field]: "" }).sort(([a], [b]) => (a < b ? -1 : 1));
    const signed = `${pairs.map(([name, value]) => `${name}=${value}`).join("&")}&key=${input.key}`;
    const text = `空的 ${field} 也参与了签名，却没有发送：空值要跳过`;
    yield { mistake: "empty-included", text, signed, key: input.key, field };
  }
}

const knownValues: Readonly<Record<string, readonly string[]>> = {
  sign_type: ["MD5", "HMAC-SHA256"],
  signType: ["MD5", "HMAC-SHA256"],
  fee_type: ["CNY"],
  device_info: ["WEB"],
  trade_type: ["JSAPI"],
};
