import { signString } from "@/lib/wechat/sign";
import { sandboxAccounts } from "../accounts";
import type { SignatureInput } from "./parts";

/** One way to get a signature wrong, carried out. */
export interface Attempt {
  mistake: string;
  text: string;
  /** The text that was hashed. */
  signed: string;
  /** The key of an HMAC. */
  key: string;
  field?: string;
}

type Params = Readonly<Record<string, string>>;

const joined = (pairs: readonly (readonly [string, string])[]): string =>
  pairs.map(([name, value]) => `${name}=${value}`).join("&");
const sorted = (params: Params): [string, string][] =>
  Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1));
const mapped = (params: Params, change: (value: string) => string): Params =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [name, change(value)]));

const formEncoded = (value: string): string => new URLSearchParams({ v: value }).toString().slice(2);
const lowerEscapes = (value: string): string =>
  encodeURIComponent(value).replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());

export const escapedXml = (value: string): string =>
  value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Mistakes that touch all values or names alike. */
export function* wholeAttempts(input: SignatureInput, params: Params): Generator<Attempt> {
  const { key } = input;
  const of = (mistake: string, text: string, changed: Params): Attempt => ({
    mistake,
    text,
    signed: signString(changed, key),
    key,
  });
  const encoded = "签名时对参数值做了 URL 编码：签名要用原始值";
  for (const encode of [encodeURIComponent, formEncoded, lowerEscapes, encodeURI]) {
    yield of("url-encoded", encoded, mapped(params, encode));
  }
  yield of(
    "xml-escaped",
    "签名时用了转义后的 XML 文字（&amp; 等）：签名要用原始值",
    mapped(params, escapedXml),
  );
  const cdata = mapped(params, (value) => `<![CDATA[${value}]]>`);
  yield of("cdata", "把 <![CDATA[…]]> 也签了进去：它只是 XML 的写法", cdata);
  yield of(
    "json-quoted",
    "把引号也签了进去：签名要用原始值，不要 JSON.stringify",
    mapped(params, JSON.stringify),
  );
  yield of("lower-case-names", "签名时参数名成了小写：参数名区分大小写", lowerNames(params));

  const empty = Object.entries(input.params).filter(([name, value]) => value === "" && name !== input.field);
  if (empty.length > 0) {
    const names = empty.map(([name]) => name).join("、");
    const signed = `${joined(sorted({ ...params, ...Object.fromEntries(empty) }))}&key=${key}`;
    yield { mistake: "empty-included", text: `空值也参与了签名（${names}）：空值要跳过`, signed, key };
  }
  for (const own of ["", "undefined", "null", input.field]) {
    const signed = `${joined(sorted({ ...params, [input.field]: own }))}&key=${key}`;
    const text = `${input.field} 自己也参与了签名：它要排除在外`;
    yield { mistake: "sign-included", text, signed, key, field: input.field };
  }
}

const lowerNames = (params: Params): Params =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [name.toLowerCase(), value]));

const otherKeys: readonly (readonly [string, string])[] = [
  ["公众号的 AppSecret", sandboxAccounts.mp.secret],
  ["网站应用的 AppSecret", sandboxAccounts.qrcode.secret],
  ["移动应用的 AppSecret", sandboxAccounts.mobile.secret],
  ["商户号", sandboxAccounts.pay.mchid],
  ["appid", sandboxAccounts.pay.appid],
  ["文档里的示例密钥", "192006250b4c09247ec02edce69f6a2d"],
  ["空字符串", ""],
  ["undefined（配置没读到）", "undefined"],
  ["null（配置没读到）", "null"],
  ["None（配置没读到）", "None"],
];

/** Mistakes with the key: left out, put in wrongly, another one. */
export function* keyAttempts({ key }: SignatureInput, params: Params): Generator<Attempt> {
  const text = joined(sorted(params));
  const missing = "签名串末尾没有 &key=API密钥";
  for (const signed of [text, `${text}&`]) yield { mistake: "key-missing", text: missing, signed, key };
  const unnamed = "密钥直接接在后面：末尾要写成 &key=API密钥";
  for (const signed of [`${text}${key}`, `${text}&${key}`, `${text}key=${key}`]) {
    yield { mistake: "key-unnamed", text: unnamed, signed, key };
  }
  for (const name of ["KEY", "Key", "appkey", "api_key", "secret"]) {
    const spelt = `密钥的参数名写成了 ${name}：应当是 key`;
    yield { mistake: "key-name", text: spelt, signed: `${text}&${name}=${key}`, key };
  }
  yield { mistake: "key-twice", text: "末尾多了一个 &", signed: `${text}&&key=${key}`, key };
  yield {
    mistake: "key-sorted",
    text: "key 和参数一起排了序：它总在最后",
    signed: joined(sorted({ ...params, key })),
    key,
  };

  const variants = [key.toLowerCase(), key.toUpperCase(), `${key}\n`, ` ${key}`, `${key} `, `"${key}"`];
  const changed = variants
    .filter((other) => other !== key)
    .map((other) => ["大小写或空白不同的密钥", other] as const);
  for (const [name, other] of [...otherKeys, ...changed]) {
    const wrong = `用的密钥是${name}：应当是商户平台的 APIv2 密钥（WXPAY_KEY）`;
    yield { mistake: "wrong-key", text: wrong, signed: `${text}&key=${other}`, key: other };
    const halfWrong = `HMAC 的密钥是${name}：它应当和 &key= 后面的一样`;
    yield { mistake: "wrong-hmac-key", text: halfWrong, signed: `${text}&key=${key}`, key: other };
  }
}

/** Mistakes in the order of the parameters. */
export function* orderAttempts({ key }: SignatureInput, params: Params): Generator<Attempt> {
  const asSent = Object.entries(params);
  const byLowerName = [...asSent].sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  const rule = "参数要按参数名的 ASCII 码从小到大排序";
  const withKey = (pairs: [string, string][]): string => `${joined(pairs)}&key=${key}`;
  yield { mistake: "unsorted", text: `签名时按发送的顺序、没有排序：${rule}`, signed: withKey(asSent), key };
  yield {
    mistake: "case-order",
    text: `排序时忽略了大小写：${rule}（大写在小写前）`,
    signed: withKey(byLowerName),
    key,
  };
  const reversed = sorted(params).reverse();
  yield { mistake: "reverse-order", text: `签名时从大到小排序：${rule}`, signed: withKey(reversed), key };
}
