import type { SignType } from "@/lib/wechat/sign";
import { parseXml } from "@/lib/wechat/xml";
import { accountKind, sandboxAccounts } from "../accounts";
import { type Explanation, sections } from "../explanation";
import { checkSignature } from "../signature";
import { fail, isRefusal, type PayAnswer } from "./answers";
import { checkCertificate } from "./certificate";

/** What every v2 call has in common: XML in, signature, XML out. (WeChat Pay v2, protocol rules) */

/** What the connection shows of the caller's certificate; absent where the sandbox cannot see one. */
export type ClientCertificate = "verified" | "foreign" | "none";

export interface PayRequest {
  method: string;
  body: Uint8Array;
  certificate?: ClientCertificate | undefined;
}

/** How a call is answered: payouts without a signature, bills with text or with the bare refusal. */
export type AnswerForm = "signed" | "unsigned" | "bill";

/** A request that was read and is signed by our merchant. */
export interface PayCall {
  readonly fields: Readonly<Record<string, string>>;
  readonly signType: SignType;
  /** The signature taken apart, for the ledger. */
  readonly why: Explanation;
  readonly answers: AnswerForm;
  /** Where the sandbox looked away. */
  readonly notes: readonly string[];
}

export interface CallRules {
  /** Required beside the accounts, nonce_str and sign. */
  required: readonly string[];
  optional: readonly string[];
  section: Explanation["section"];
  /** What the parameters were in an earlier call: the diagnosis compares with it. */
  reference?: (fields: Readonly<Record<string, string>>) => Promise<Record<string, string> | null>;
  /** It is one of those that want the merchant's certificate. */
  certificate?: boolean;
  /** Default `signed`. Those that are answered `unsigned` know no signature but MD5. */
  answers?: AnswerForm;
  /** What it calls the accounts: `appid` and `mch_id` but for some payouts. */
  accounts?: { appid: string; mchId: string };
}

const usualAccounts = { appid: "appid", mchId: "mch_id" };

/**
 * Checks a request in WeChat's order: certificate, method, body, XML, required fields, accounts, signature.
 * @returns the call, or the refusal
 */
export async function openEnvelope(request: PayRequest, rules: CallRules): Promise<PayCall | PayAnswer> {
  const shown = checkCertificate(request.certificate, rules);
  if (isRefusal(shown)) return shown;
  if (request.method !== "POST") {
    const why = { rule: "支付接口只接受 POST", expected: "POST", given: request.method };
    return fail("请使用post方法", why, "REQUIRE_POST_METHOD");
  }
  const read = readBody(request.body);
  if (isRefusal(read)) return read;
  const { fields } = read;
  const refused = checkRequired(fields, rules) ?? checkAccounts(fields, rules);
  return refused ?? (await checkSigned(fields, rules, shown.notes));
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
  const { appid, mchId } = rules.accounts ?? usualAccounts;
  const missing = [appid, mchId, "nonce_str", "sign", ...rules.required].find((name) => !fields[name]);
  if (missing === undefined) return null;
  const rule = `${missing} 必填`;
  return fail(`缺少参数${missing}`, { rule, field: missing, section: rules.section }, "LACK_PARAMS");
}

function checkAccounts(fields: Record<string, string>, rules: CallRules): PayAnswer | null {
  const names = rules.accounts ?? usualAccounts;
  const { [names.appid]: appid = "", [names.mchId]: mchId = "" } = fields;
  const { pay, mobile } = sandboxAccounts;
  if (accountKind(appid) === null) {
    const why = { rule: "没有这个 appid", field: names.appid, expected: pay.appid, given: appid };
    return fail("appid不存在", why, "APPID_NOT_EXIST");
  }
  if (mchId !== pay.mchid) {
    const why = { rule: "没有这个商户号", field: names.mchId, expected: pay.mchid, given: mchId };
    return fail("商户号mch_id或sub_mch_id不存在", why, "MCHID_NOT_EXIST");
  }
  if (appid === pay.appid || appid === mobile.appid) return null;
  const rule = "这个 appid 没有和商户号绑定：绑定的是公众号和移动应用，JSAPI 支付要用公众号的 appid";
  const why = { rule, field: names.appid, expected: pay.appid, given: appid };
  return fail("appid和mch_id不匹配", why, "APPID_MCHID_NOT_MATCH");
}

function checkSignType(fields: Record<string, string>, rules: CallRules): PayAnswer | SignType {
  const declared = fields.sign_type || "MD5";
  const md5Only = rules.answers === "unsigned";
  if (declared === "MD5" || (declared === "HMAC-SHA256" && !md5Only)) return declared;
  const expected = md5Only ? "MD5" : "MD5 或 HMAC-SHA256";
  const rule = md5Only
    ? "红包和企业付款的接口只用 MD5 签名，也没有 sign_type"
    : "sign_type 只能是 MD5 或 HMAC-SHA256，不写就是 MD5";
  const why = { rule, section: sections.paySign, field: "sign_type", expected, given: declared };
  return fail("签名类型错误", why, "SIGNERROR");
}

async function checkSigned(
  fields: Record<string, string>,
  rules: CallRules,
  notes: readonly string[],
): Promise<PayCall | PayAnswer> {
  const signType = checkSignType(fields, rules);
  if (typeof signType !== "string") return signType;
  const input = {
    params: fields,
    field: "sign",
    key: sandboxAccounts.pay.key,
    signType,
    optional: ["sign_type", ...rules.optional],
  } as const;
  const checked = checkSignature(input);
  if (checked.ok) return { fields, signType, why: checked.why, answers: rules.answers ?? "signed", notes };
  // Only now, as it asks the database: what did the same call look like before?
  const reference = (await rules.reference?.(fields)) ?? undefined;
  const { why } = reference ? checkSignature({ ...input, reference }) : checked;
  return fail("签名错误，请检查后再试", why, "SIGNERROR");
}
