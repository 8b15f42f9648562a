import { WechatError, WechatPayError, XmlError } from "../errors";
import { nonceStr, sign, verify } from "../sign";
import { postText } from "../transport";
import { buildXml, parseXml, type XmlFields, xmlText } from "../xml";
import type { WxpayOptions } from "./types";

/** Host of WeChat Pay. */
export const payHost = "api.mch.weixin.qq.com";

/**
 * One v2 call: adds appid, mch_id, nonce and signature, posts it, and checks the answer, whose signature covers
 * every field that arrived. (WeChat Pay v2, protocol rules)
 * @returns the answer's fields, of which return_code and result_code are SUCCESS
 * @throws WechatPayError when WeChat refuses
 * @throws WechatError outcome `unknown` for no answer, an unreadable one, or one that is not WeChat's to this merchant
 */
export async function call(
  options: WxpayOptions,
  path: string,
  params: XmlFields,
): Promise<Record<string, string>> {
  const text = await postText(
    options.transport,
    payHost,
    path,
    requestXml(options, params),
    "text/xml; charset=utf-8",
  );
  const answer = readAnswer(text);
  // Refusals at this level are not signed, often having no appid to sign for.
  if (answer.return_code !== "SUCCESS") throw refusal(answer);
  if (!verify(answer, options.key))
    throw untrusted("signature", "SIGNATURE", "WeChat Pay's answer is not signed with our key");
  if (answer.result_code !== "SUCCESS") throw refusal(answer);
  if (answer.appid !== options.appid || answer.mch_id !== options.mchid) {
    throw untrusted("malformed", "MERCHANT", "WeChat Pay's answer is for another merchant");
  }
  return answer;
}

/** The signed body of a request. */
export function requestXml(options: WxpayOptions, params: XmlFields): string {
  const { appid, mchid, key, signType, transport } = options;
  const own = { appid, mch_id: mchid, nonce_str: nonceStr(32, transport.random), sign_type: signType };
  const fields = readable({ ...own, ...params });
  return buildXml({ ...fields, sign: sign(fields, key, signType) });
}

/** What WeChat will read of our fields: that, not what was given, is what gets signed. */
function readable(params: XmlFields): XmlFields {
  const pairs = Object.entries(params).filter(([, value]) => value !== undefined && value !== "");
  return Object.fromEntries(
    pairs.map(([name, value]) => [name, typeof value === "string" ? xmlText(value) : value]),
  );
}

function readAnswer(text: string): Record<string, string> {
  try {
    return parseXml(text);
  } catch (error) {
    if (error instanceof XmlError)
      throw untrusted("malformed", "XML", "WeChat Pay's answer is not the XML expected");
    throw error;
  }
}

function untrusted(kind: "signature" | "malformed", code: string, message: string): WechatError {
  return new WechatError(message, { code, kind, outcome: "unknown" });
}

function refusal(answer: Record<string, string>): WechatPayError {
  return new WechatPayError({
    returnCode: answer.return_code ?? "",
    returnMsg: answer.return_msg,
    resultCode: answer.result_code,
    errCode: answer.err_code,
    errCodeDes: answer.err_code_des,
  });
}

/** An answer that WeChat signed but that lacks what it promises. */
export function incomplete(what: string): WechatError {
  return untrusted("malformed", "ANSWER", `WeChat Pay's answer lacks or misspells ${what}`);
}
