import { z } from "zod";
import { now } from "@/lib/clock";
import { db } from "@/lib/db";
import { type RefusalParts, refuse, succeed, type V3Answer } from "./answer";
import { isAnswer } from "./authorization";
import { notifyUrl, readBody, text } from "./body";
import type { SignedCall } from "./call";
import { platformKey } from "./keys";
import { noticeJson } from "./notices";
import { v3Sections } from "./sections";
import { decrypt } from "./transfer-rules";

/** The self test: WeChat repeats a message. (WeChat Pay v3, self test) */

const section = v3Sections.echo;

const schema = z.looseObject({
  echo_message: text(64),
  encrypted_echo_message: text(1024).optional(),
  notify_url: notifyUrl(256).optional(),
});

const refused = (message: string, why: RefusalParts): V3Answer =>
  refuse("PARAM_ERROR", message, { section, ...why });

/** `POST /v3/security/echo`: signing, verifying, encrypting and notices, without any money. */
export async function securityEcho(call: SignedCall): Promise<V3Answer> {
  const read = readBody(call, schema, section);
  if (isAnswer(read)) return read;
  const { echo_message, encrypted_echo_message, notify_url } = read.fields;
  const key = call.serial === null ? null : platformKey(call.serial);
  if (key === null) {
    const rule = "这个接口要用 Wechatpay-Serial 说明用哪个公钥";
    const message = "HTTP header缺少微信支付平台证书序列号(Wechatpay-Serial)";
    return refused(message, { rule, field: "Wechatpay-Serial" });
  }
  if (encrypted_echo_message !== undefined && decrypt(encrypted_echo_message, key.privateKey) === null) {
    return refused("敏感信息解密失败，请检查加密方式和Wechatpay-Serial是否正确", {
      rule: "敏感字段用微信支付公钥（或平台证书）做 RSAES-OAEP（SHA-1、MGF1-SHA-1）加密，再 Base64",
      section: v3Sections.sensitive,
      field: "encrypted_echo_message",
    });
  }
  if (notify_url !== undefined) await enterNotice(notify_url, echo_message);
  return succeed({ echo_message, encrypted_echo_message, notify_url }, "签名、加密都对", read.notes);
}

async function enterNotice(url: string, echo_message: string): Promise<void> {
  const event = { type: "SECURITY_ECHO.SUCCESS", summary: "安全自测", original: "security" };
  const body = noticeJson({ ...event, resource: { echo_message } });
  await db().sandboxNotice.create({
    data: { subject: "echo", api: "v3", url, body, nextAttemptAt: now(), createdAt: now() },
  });
}
