import { z } from "zod";
import { WechatConfigError } from "../../errors";
import { callFor } from "./call";
import { checkedNotifyUrl, optional } from "./fields";
import type { V3Options } from "./options";
import { incomplete } from "./untrusted";
import { encryptedField, preferredKey } from "./wechat-keys";

const answerSchema = z.object({ echo_message: z.string(), encrypted_echo_message: optional });

/**
 * Has WeChat repeat a message, which tries everything without moving money: the request's signature, the answer's, an
 * encrypted field, and with `notifyUrl` a notice of SECURITY_ECHO.SUCCESS too. (WeChat Pay v3, self test)
 * @param echo.message 1 to 64 characters
 * @throws WechatError as every call; also when something else comes back
 */
export async function securityEcho(
  options: V3Options,
  echo: { message: string; notifyUrl?: string | undefined },
): Promise<void> {
  const { message, notifyUrl } = echo;
  if (!/^\S.{0,63}$/u.test(message)) throw new WechatConfigError("An echo has 1 to 64 characters", "ECHO");
  const key = await preferredKey(options);
  const body = {
    echo_message: message,
    encrypted_echo_message: encryptedField(message, key),
    notify_url: notifyUrl === undefined ? undefined : checkedNotifyUrl(notifyUrl),
  };
  const call = { method: "POST", path: "/v3/security/echo", body } as const;
  const { data } = await callFor(options, call, "echo", answerSchema, key.serial);
  if (data.echo_message !== message) throw incomplete("echo_message: it is another one");
}
