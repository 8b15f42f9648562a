import type { Attempt, Variant } from "./attempt";
import { type SignedValues, signedNames, signedText } from "./signed-text";

/** Mistakes with the names and the order of the four values. (JS-SDK, appendix 1) */
export function* nameAttempts(values: SignedValues): Generator<Attempt> {
  const names: readonly (readonly [keyof SignedValues, string])[] = [
    ["noncestr", "nonceStr"],
    ["noncestr", "nonce_str"],
    ["noncestr", "nonce"],
    ["timestamp", "timeStamp"],
    ["jsapi_ticket", "ticket"],
    ["jsapi_ticket", "jsapiTicket"],
    ["jsapi_ticket", "access_token"],
    ["url", "URL"],
  ];
  for (const [field, other] of names) {
    const signed = signedNames.map((name) => `${name === field ? other : name}=${values[name]}`).join("&");
    const text =
      field === "noncestr"
        ? `签名串里写成了 ${other}：签名串里是全小写的 noncestr，wx.config 里才是 nonceStr`
        : `签名串里 ${field} 写成了 ${other}`;
    yield { mistake: field === "noncestr" ? "nonce-name" : "renamed", text, signed, field };
  }
  for (const order of permutations(signedNames)) {
    const signed = order.map((name) => `${name}=${values[name]}`).join("&");
    const text = `签名串的顺序是 ${order.join("、")}：应当按参数名排序，jsapi_ticket、noncestr、timestamp、url`;
    yield { mistake: "order", text, signed };
  }
  const bare = signedNames.map((name) => values[name]);
  const joined = "签名串里只有值：应当写成 名字=值，用 & 连接";
  for (const signed of [bare.join(""), [...bare].sort().join(""), bare.join("&")]) {
    yield { mistake: "values-only", text: joined, signed };
  }
  const text = signedText(values);
  for (const signed of [`${text}&`, `?${text}`, `&${text}`]) {
    yield { mistake: "joining", text: "签名串的头尾多了 & 或 ?", signed };
  }
}

function* permutations<T>(items: readonly T[]): Generator<T[]> {
  if (items.length === 0) yield [];
  for (const [index, item] of items.entries()) {
    const rest = [...items.slice(0, index), ...items.slice(index + 1)];
    for (const tail of permutations(rest)) yield [item, ...tail];
  }
}

const widestSeconds = 600;

/** What the timestamp in the signature may have been. */
export function* timestampVariants(sent: string): Generator<Variant> {
  for (const value of ["undefined", "null", ""]) {
    yield { mistake: "timestamp", text: `签名时 timestamp 还没有值（“${value}”）`, value };
  }
  if (!/^\d+$/.test(sent)) return;
  const different = (value: string): string =>
    `签名用的 timestamp 是 ${value}，wx.config 里是 ${sent}：两处要用同一个值，只取一次时间`;
  if (sent.length >= 13) {
    const seconds = Math.floor(Number(sent) / 1000);
    for (const value of [seconds, seconds + 1]) {
      const text = `${different(String(value))}（一处是秒，一处是毫秒；应当都是秒）`;
      yield { mistake: "timestamp-ms", text, value: String(value) };
    }
    return;
  }
  for (let ms = 0; ms < 1000; ms += 1) {
    const value = `${sent}${String(ms).padStart(3, "0")}`;
    const text = `${different(value)}（一处是毫秒，一处是秒；应当都是秒）`;
    yield { mistake: "timestamp-ms", text, value };
  }
  for (let off = 1; off <= widestSeconds; off += 1) {
    for (const value of [Number(sent) - off, Number(sent) + off]) {
      yield { mistake: "timestamp", text: different(String(value)), value: String(value) };
    }
  }
}

/** What the nonce in the signature may have been. */
export function* nonceVariants(sent: string): Generator<Variant> {
  const changed = `签名用的随机串和 wx.config 里的 nonceStr 不一样`;
  for (const value of [sent.toLowerCase(), sent.toUpperCase(), sent.trim(), `"${sent}"`]) {
    yield { mistake: "nonce", text: `${changed}：签的是“${value}”`, value };
  }
  for (const value of ["undefined", "null", ""]) {
    yield { mistake: "nonce", text: `${changed}：签名时它还没有值（“${value}”）`, value };
  }
}
