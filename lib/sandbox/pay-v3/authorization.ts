import { X509Certificate } from "node:crypto";
import { nowMs } from "@/lib/clock";
import { v3RequestMessage, v3Verify } from "@/lib/wechat/payv3-crypto";
import { sandboxAccounts } from "../accounts";
import type { Explanation } from "../explanation";
import { type RefusalParts, refuse, type V3Answer } from "./answer";
import type { SignedCall, V3Call } from "./call";
import { platformKey } from "./keys";
import { signatureType } from "./seal";
import { v3Sections } from "./sections";
import { explainSignature } from "./signature";

/** Who calls: the Authorization header, and the signature in it. (WeChat Pay v3, request signature) */

const pay = sandboxAccounts.pay;
const section = v3Sections.sign;
const windowMs = 5 * 60_000;

const merchantKey = new X509Certificate(pay.certificate).publicKey;

const names = ["mchid", "serial_no", "nonce_str", "timestamp", "signature"] as const;
export type Credentials = Record<(typeof names)[number], string>;

const signError = (message: string, why: RefusalParts): V3Answer =>
  refuse("SIGN_ERROR", message, { section, ...why });

/**
 * Checks who calls, in WeChat's order: form, merchant, certificate, time, signature, the key for the answer.
 * @returns the call, or the refusal
 */
export function authorize(call: V3Call): SignedCall | V3Answer {
  const credentials = readHeader(call.headers.get("authorization"));
  if (isAnswer(credentials)) return credentials;
  const why = checkMerchant(credentials) ?? checkTime(credentials) ?? checkSignature(call, credentials);
  if (isAnswer(why)) return why;
  const serial = call.headers.get("wechatpay-serial");
  return (
    checkSerial(serial) ?? {
      ...call,
      mchid: credentials.mchid,
      serial,
      query: new URLSearchParams(call.search),
      why,
    }
  );
}

export const isAnswer = (value: object): value is V3Answer => "status" in value && "outcome" in value;

const malformed = "Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》";
const example = `${signatureType} mchid="…",nonce_str="…",timestamp="…",serial_no="…",signature="…"`;

function readHeader(header: string | null): Credentials | V3Answer {
  const common = { field: "Authorization", expected: example, given: header ?? "" };
  if (header === null) return signError(malformed, { ...common, rule: "每个请求都要有 Authorization 头" });
  const [type = "", ...rest] = header.trim().split(" ");
  if (type !== signatureType) {
    const rule = `认证类型是 ${signatureType}，后面空一格`;
    return signError("Http头Authorization认证类型不正确", { ...common, rule });
  }
  const found = new Map<string, string>();
  for (const part of rest.join(" ").split(",")) {
    const [, name = "", value = ""] = /^\s*(\w+)="([^"]*)"\s*$/.exec(part) ?? [];
    if (name === "" || found.has(name)) {
      return signError(malformed, {
        ...common,
        rule: '认证类型后面是用逗号隔开的 名称="值"，每项一次，值要有双引号',
        given: part,
      });
    }
    found.set(name, value);
  }
  const missing = names.find((name) => !found.get(name));
  if (missing !== undefined) {
    return signError(malformed, { ...common, rule: `Authorization 里少了 ${missing}`, field: missing });
  }
  const of = (name: (typeof names)[number]): string => found.get(name) ?? "";
  return {
    mchid: of("mchid"),
    serial_no: of("serial_no"),
    nonce_str: of("nonce_str"),
    timestamp: of("timestamp"),
    signature: of("signature"),
  };
}

function checkMerchant({ mchid, serial_no }: Credentials): V3Answer | null {
  if (mchid !== pay.mchid) {
    const why = { rule: "没有这个商户号", field: "mchid", expected: pay.mchid, given: mchid, section };
    return { ...refuse("MCH_NOT_EXISTS", "商户号不存在", why), signed: false };
  }
  if (serial_no === pay.serial) return null;
  const platform = platformKey(serial_no) !== null;
  return signError("商户证书序列号有误。请使用签名私钥匹配的证书序列号", {
    rule: "serial_no 是商户 API 证书（apiclient_cert.pem）的序列号，40 位大写十六进制",
    field: "serial_no",
    expected: pay.serial,
    given: serial_no,
    ...(platform && { advice: "这是微信支付公钥或平台证书的编号：它写在 Wechatpay-Serial 头里" }),
    ...(serial_no.toUpperCase() === pay.serial && { advice: "序列号要用大写字母" }),
  });
}

function checkTime({ timestamp }: Credentials): V3Answer | null {
  const field = "timestamp";
  const seconds = Number(timestamp);
  const expected = `${Math.floor(nowMs() / 1000)} 前后 5 分钟`;
  const near = (ms: number): boolean => Math.abs(nowMs() - ms) <= windowMs;
  const valid = /^\d{1,10}$/.test(timestamp);
  if (valid && near(seconds * 1000)) return null;
  const inMs = /^\d{13}$/.test(timestamp) && near(seconds);
  return signError("Http头Authorization中的timestamp与发起请求的时间不得超过5分钟", {
    rule: "timestamp 是发出请求时的 Unix 时间，单位是秒，和微信的时间相差不超过 5 分钟",
    field,
    expected,
    given: timestamp,
    advice: inMs ? "这是毫秒：除以 1000 取整" : "校准服务器的时钟；重试的时候要重新生成时间和签名",
  });
}

/** The two addresses that a client may have signed: WeChat's own, and the one behind its base URL. */
const signedAddresses = (call: V3Call): string[] =>
  [call.path, call.fullPath].map((path) => `${path}${call.search}`);

function checkSignature(call: V3Call, credentials: Credentials): V3Answer | Explanation {
  const { timestamp, nonce_str: nonce, signature } = credentials;
  const message = (path: string): string =>
    v3RequestMessage({ method: call.method, path, timestamp, nonce, body: call.body });
  const addresses = signedAddresses(call);
  const right = addresses.find((path) => v3Verify(message(path), signature, merchantKey));
  const parts = { method: call.method, path: right ?? addresses[0] ?? "", timestamp, nonce, body: call.body };
  const why = explainSignature(parts, signature, call.host);
  // Node reads sloppy base64 as well, WeChat does not.
  if (right !== undefined && why.signature?.ok) return why;
  const detail = {
    detail: { issue: "sign not match" },
    field: "signature",
    location: "authorization",
    sign_information: signInformation(call, message(parts.path), credentials),
  };
  return signError("签名错误，请检查后再试", { ...why, detail });
}

/** WeChat shows how it built the text, the body cut short. */
function signInformation(call: V3Call, message: string, { timestamp, nonce_str }: Credentials) {
  const url = `${call.path}${call.search}`;
  const truncated = v3RequestMessage({
    method: call.method,
    path: url,
    timestamp,
    nonce: nonce_str,
    body: [...call.body].slice(0, 8).join(""),
  });
  return {
    method: call.method,
    sign_message_length: Buffer.byteLength(message),
    truncated_sign_message: truncated,
    url,
  };
}

function checkSerial(serial: string | null): V3Answer | null {
  if (serial === null || platformKey(serial)) return null;
  return refuse("PARAM_ERROR", "平台证书序列号Wechatpay-Serial错误", {
    section: v3Sections.keys,
    rule: "Wechatpay-Serial 是微信支付公钥的 ID（PUB_KEY_ID_…）或平台证书的序列号",
    field: "Wechatpay-Serial",
    expected: pay.publicKeyId,
    given: serial,
    ...(serial === pay.serial && {
      advice: "这是商户 API 证书的序列号：它写在 Authorization 的 serial_no 里",
    }),
  });
}
