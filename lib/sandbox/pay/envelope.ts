import { nonceStr, type SignType, sign } from "@/lib/wechat/sign";
import { buildXml, parseXml, type XmlFields } from "@/lib/wechat/xml";
import { accountKind, sandboxAccounts } from "../accounts";
import { type Explanation, sections } from "../explanation";
import { checkSignature } from "../signature";

/** What every v2 call has in common: XML in, signature, XML out. (WeChat Pay v2, protocol rules) */

export interface PayRequest {
  method: string;
  body: Uint8Array;
}

export interface PayAnswer {
  xml: string;
  /** One line for the ledger. */
  outcome: string;
  ok: boolean;
  why: Explanation;
}

/** A request that was read and is signed by our merchant. */
export interface PayCall {
  readonly fields: Readonly<Record<string, string>>;
  readonly signType: SignType;
  /** The signature taken apart, for the ledger. */
  readonly why: Explanation;
}

export interface CallRules {
  /** Required beside appid, mch_id, nonce_str and sign. */
  required: readonly string[];
  optional: readonly string[];
  section: Explanation["section"];
  /** What the parameters were in an earlier call: the diagnosis compares with it. */
  reference?: (fields: Readonly<Record<string, string>>) => Promise<Record<string, string> | null>;
}

const common = ["appid", "mch_id", "nonce_str", "sign"];

/** A refusal before, or because of, the signature: nothing but return_code and return_msg, unsigned. */
export function fail(returnMsg: string, why: Explanation, name = ""): PayAnswer {
  return {
    xml: buildXml({ return_code: "FAIL", return_msg: returnMsg }),
    outcome: `${name ? `${name} ` : ""}${returnMsg}`,
    ok: false,
    why: { section: sections.payTransport, ...why },
  };
}

/** A business answer, signed as the request was. */
export function succeed(call: PayCall, fields: XmlFields, outcome: string, notes: string[] = []): PayAnswer {
  const xml = signedAnswer(call, { result_code: "SUCCESS", ...fields });
  return { xml, outcome, ok: true, why: { ...call.why, ...(notes.length > 0 ? { notes } : {}) } };
}

/** A business refusal, signed as the request was. */
export function refuse(call: PayCall, code: string, text: string, why: Explanation): PayAnswer {
  const xml = signedAnswer(call, { result_code: "FAIL", err_code: code, err_code_des: text });
  return { xml, outcome: `${code} ${text}`, ok: false, why: { ...call.why, ...why } };
}

function signedAnswer({ fields: request, signType }: PayCall, fields: XmlFields): string {
  const { appid, mch_id } = request;
  const nonce_str = nonceStr(32);
  const answer = { return_code: "SUCCESS", return_msg: "OK", appid, mch_id, nonce_str, ...fields };
  return buildXml({ ...answer, sign: sign(answer, sandboxAccounts.pay.key, signType) });
}

/**
 * Checks a request in WeChat's order: method, body, XML, required fields, accounts, signature.
 * @returns the call, or the refusal
 */
export async function openEnvelope(request: PayRequest, rules: CallRules): Promise<PayCall | PayAnswer> {
  if (request.method !== "POST") {
    const why = { rule: "支付接口只接受 POST", expected: "POST", given: request.method };
    return fail("请使用post方法", why, "REQUIRE_POST_METHOD");
  }
  const read = readBody(request.body);
  if (isRefusal(read)) return read;
  const { fields } = read;
  return checkRequired(fields, rules) ?? checkAccounts(fields) ?? (await checkSigned(fields, rules));
}

/** Whether what came back is an answer already. */
export function isRefusal(opened: object): opened is PayAnswer {
  return "xml" in opened;
}

function readBody(body: Uint8Array): { fields: Record<string, string> } | PayAnswer {
  if (body.byteLength === 0)
    return fail("post数据为空", { rule: "请求体是 XML，不能为空" }, "POST_DATA_EMPTY");
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    return fail("编码格式错误", { rule: "请求体必须是 UTF-8" }, "NOT_UTF8");
  }
  if (text.trim() === "") return fail("post数据为空", { rule: "请求体是 XML，不能为空" }, "POST_DATA_EMPTY");
  try {
    return { fields: parseXml(text) };
  } catch (error) {
    const given = error instanceof Error ? error.message : "";
    const rule = "请求体是一层 <xml>，里面是不重复的元素；不接受 DOCTYPE、实体和属性";
    return fail("XML格式错误", { rule, given, advice: adviceForBody(text) }, "XML_FORMAT_ERROR");
  }
}

function adviceForBody(text: string): string {
  if (text.trimStart().startsWith("{")) return "发来的是 JSON：V2 接口用 XML，V3 才用 JSON";
  if (/^[\w.]+=/.test(text)) return "发来的是表单：V2 接口的请求体是 XML";
  return "值里的 & < > 要转义，或放进 CDATA";
}

function checkRequired(fields: Record<string, string>, rules: CallRules): PayAnswer | null {
  const missing = [...common, ...rules.required].find((name) => !fields[name]);
  if (missing === undefined) return null;
  const rule = `${missing} 必填`;
  return fail(`缺少参数${missing}`, { rule, field: missing, section: rules.section }, "LACK_PARAMS");
}

function checkAccounts(fields: Record<string, string>): PayAnswer | null {
  const { appid = "", mch_id = "" } = fields;
  const pay = sandboxAccounts.pay;
  if (accountKind(appid) === null) {
    const why = { rule: "没有这个 appid", field: "appid", expected: pay.appid, given: appid };
    return fail("appid不存在", why, "APPID_NOT_EXIST");
  }
  if (mch_id !== pay.mchid) {
    const why = { rule: "没有这个商户号", field: "mch_id", expected: pay.mchid, given: mch_id };
    return fail("商户号mch_id或sub_mch_id不存在", why, "MCHID_NOT_EXIST");
  }
  if (appid === pay.appid) return null;
  const rule = "这个 appid 没有和商户号绑定：JSAPI 支付要用公众号的 appid";
  const why = { rule, field: "appid", expected: pay.appid, given: appid };
  return fail("appid和mch_id不匹配", why, "APPID_MCHID_NOT_MATCH");
}

async function checkSigned(fields: Record<string, string>, rules: CallRules): Promise<PayCall | PayAnswer> {
  const declared = fields.sign_type || "MD5";
  if (declared !== "MD5" && declared !== "HMAC-SHA256") {
    const rule = "sign_type 只能是 MD5 或 HMAC-SHA256，不写就是 MD5";
    const why = {
      rule,
      section: sections.paySign,
      field: "sign_type",
      expected: "MD5 或 HMAC-SHA256",
      given: declared,
    };
    return fail("签名类型错误", why, "SIGNERROR");
  }
  const input = {
    params: fields,
    field: "sign",
    key: sandboxAccounts.pay.key,
    signType: declared,
    optional: ["sign_type", ...rules.optional],
  } as const;
  const checked = checkSignature(input);
  if (checked.ok) return { fields, signType: declared, why: checked.why };
  // Only now, as it asks the database: what did the same call look like before?
  const reference = (await rules.reference?.(fields)) ?? undefined;
  const { why } = reference ? checkSignature({ ...input, reference }) : checked;
  return fail("签名错误，请检查后再试", why, "SIGNERROR");
}
