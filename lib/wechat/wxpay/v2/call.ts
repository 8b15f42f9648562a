import { WechatError, XmlError } from "../../errors";
import { certificateRefusal, withCertificate } from "../../mutual-tls";
import { nonceStr, type SignType, sign, verify } from "../../sign";
import { postText } from "../../transport";
import { buildXml, type ParseXmlOptions, parseXml, type XmlFields, xmlText } from "../../xml";
import type { V2Options } from "../types";
import { refusal } from "./refusal";

/** Host of WeChat Pay. */
export const payHost = "api.mch.weixin.qq.com";

/** A call of which WeChat wants to see the merchant's certificate. */
export interface CallOptions {
  certified?: boolean;
}

/**
 * One v2 call: adds appid, mch_id, nonce and signature, posts it, and checks the answer, whose signature covers
 * every field that arrived. (WeChat Pay v2, protocol rules)
 * @returns the answer's fields, of which return_code and result_code are SUCCESS
 * @throws WechatPayError when WeChat refuses
 * @throws WechatError outcome `unknown` for no answer, an unreadable one, or one that is not WeChat's to this merchant
 */
export async function call(
  options: V2Options,
  path: string,
  params: XmlFields,
  { certified = false }: CallOptions = {},
): Promise<Record<string, string>> {
  const body = requestXml(options, params);
  const answer = readAnswer(await (certified ? postCertified : post)(options, path, body));
  // Refusals at this level are not signed, often having no appid to sign for.
  if (answer.return_code === "FAIL") throw refusal(answer);
  if (!verify(answer, options.key))
    throw untrusted("signature", "SIGNATURE", "WeChat Pay's answer is not signed with our key");
  checkResult(answer);
  if (answer.appid !== options.appid || answer.mch_id !== options.mchid) throw otherMerchant();
  return answer;
}

/**
 * A call of the marketing interfaces: its own names for appid and merchant, MD5 only, with the merchant's certificate. Its
 * answer carries no signature, so TLS alone vouches for it: who calls compares what can be compared. (WeChat Pay v2, cash red
 * packs; enterprise payment)
 */
export async function callUnsigned(
  options: V2Options,
  path: string,
  params: XmlFields,
  parsing?: ParseXmlOptions,
): Promise<Record<string, string>> {
  const fields = { nonce_str: nonceStr(32, options.transport.random), ...params };
  const text = await postCertified(options, path, signedXml(fields, options.key, "MD5"));
  const answer = readAnswer(text, parsing);
  if (answer.return_code === "FAIL") throw refusal(answer);
  if (answer.return_code !== "SUCCESS") throw incomplete("return_code");
  checkResult(answer);
  return answer;
}

/** Half an answer is no refusal: only FAIL is. */
function checkResult(answer: Readonly<Record<string, string>>): void {
  if (answer.result_code === "FAIL") throw refusal(answer);
  if (answer.return_code !== "SUCCESS" || answer.result_code !== "SUCCESS") throw incomplete("result_code");
}

export function post(
  { transport }: V2Options,
  path: string,
  body: string,
  maxBytes?: number,
): Promise<string> {
  return postText(transport, payHost, path, body, "text/xml; charset=utf-8", maxBytes);
}

async function postCertified(options: V2Options, path: string, body: string): Promise<string> {
  const transport = withCertificate(options.transport, payHost, options.certificate);
  try {
    return await post({ ...options, transport }, path, body);
  } catch (error) {
    throw certificateRefusal(error);
  }
}

/** The signed body of a request. */
export function requestXml(options: V2Options, params: XmlFields): string {
  const { appid, mchid, key, signType, transport } = options;
  const own = { appid, mch_id: mchid, nonce_str: nonceStr(32, transport.random), sign_type: signType };
  return signedXml({ ...own, ...params }, key, signType);
}

function signedXml(params: XmlFields, key: string, signType: SignType): string {
  const fields = readable(params);
  return buildXml({ ...fields, sign: sign(fields, key, signType) });
}

/** What WeChat will read of our fields: that, not what was given, is what gets signed. */
function readable(params: XmlFields): XmlFields {
  const pairs = Object.entries(params).filter(([, value]) => value !== undefined && value !== "");
  return Object.fromEntries(
    pairs.map(([name, value]) => [name, typeof value === "string" ? xmlText(value) : value]),
  );
}

export function readAnswer(text: string, parsing?: ParseXmlOptions): Record<string, string> {
  try {
    return parseXml(text, parsing);
  } catch (error) {
    if (error instanceof XmlError)
      throw untrusted("malformed", "XML", "WeChat Pay's answer is not the XML expected");
    throw error;
  }
}

function untrusted(kind: "signature" | "malformed", code: string, message: string): WechatError {
  return new WechatError(message, { code, kind, outcome: "unknown" });
}

/** An answer to somebody else. */
export const otherMerchant = (): WechatError =>
  untrusted("malformed", "MERCHANT", "WeChat Pay's answer is for another merchant");

/** An answer that lacks what it promises, or is about something else than was asked. */
export function incomplete(what: string): WechatError {
  return untrusted("malformed", "ANSWER", `WeChat Pay's answer lacks or misspells ${what}`);
}
