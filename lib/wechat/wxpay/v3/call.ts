import type { z } from "zod";
import { parseJson } from "../../json";
import type { Answer } from "../../transport";
import { faultyFields } from "../text";
import type { V3Options } from "./options";
import { refusal, type Subject } from "./refusal";
import { sendSigned, type V3Call } from "./request";
import { incomplete, untrusted } from "./untrusted";
import { isSigned, type SignatureFault, signatureFault } from "./verification";
import { keyOf, preferredKey } from "./wechat-keys";

/**
 * One v3 call, whose answer is verified before anything in it is believed. WeChat answers some calls with a wrong signature on
 * purpose; then the same call is made once more. That is safe for every call of ours: each either asks, or carries our own
 * number, under which WeChat does nothing twice. (WeChat Pay v3, response verification and signature probes)
 * @param subject what the call is about: it decides what WeChat's general error codes mean
 * @param encryptedFor serial of WeChat's key that fields of the call are encrypted for; default the preferred one
 * @returns an answer of status 200–299, but not 202, that WeChat signed
 * @throws WechatPayError when WeChat refuses
 * @throws WechatError outcome `unknown` for no answer, or one that cannot be trusted
 */
export async function exchange(
  options: V3Options,
  call: V3Call,
  subject: Subject,
  encryptedFor?: string,
): Promise<Answer> {
  const serial = encryptedFor ?? (await preferredKey(options)).serial;
  let answer = await sendSigned(options, call, serial);
  let fault = await faultOf(options, answer);
  if (fault === "probe") {
    answer = await sendSigned(options, call, serial);
    fault = await faultOf(options, answer);
  }
  if (fault) throw untrusted(fault, answer.status);
  if (!isSuccess(answer.status)) throw refusal(answer, subject);
  return answer;
}

/**
 * One v3 call whose answer is JSON.
 * @throws WechatError as exchange, and kind `malformed`, outcome `unknown`, for an answer that lacks what `schema` wants
 */
export async function callFor<T>(
  options: V3Options,
  call: V3Call,
  subject: Subject,
  schema: z.ZodType<T>,
  encryptedFor?: string,
): Promise<{ data: T; raw: Readonly<Record<string, unknown>> }> {
  const json = parseJson((await exchange(options, call, subject, encryptedFor)).text);
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw incomplete(faultyFields(parsed.error));
  return { data: parsed.data, raw: rawRecord(json) };
}

/** The answer's own fields as they came. */
export function rawRecord(json: unknown): Readonly<Record<string, unknown>> {
  return typeof json === "object" && json !== null ? Object.fromEntries(Object.entries(json)) : {};
}

/** Errors may come unsigned, from machines that stand before WeChat Pay's; a success may not. */
async function faultOf(
  options: V3Options,
  { status, headers, bytes }: Answer,
): Promise<SignatureFault | null> {
  const accepted = status >= 200 && status < 300;
  if (!accepted && !isSigned(headers)) return null;
  return signatureFault(headers, bytes, keyOf(options), options.transport.now());
}

/** 202: it is being worked on. */
const isSuccess = (status: number): boolean => status >= 200 && status < 300 && status !== 202;
