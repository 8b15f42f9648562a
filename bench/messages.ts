import { sandboxAccounts } from "@/lib/sandbox/accounts";
import { encryptMsg, msgSignature } from "@/lib/wechat/msgcrypt";
import { sha1Sorted } from "@/lib/wechat/sign";
import { buildXml } from "@/lib/wechat/xml";
import type { Post } from "./load";

/** Messages to the official account, as WeChat would send them. */

export type Mode = "plain" | "safe";

const { robot, mp } = sandboxAccounts;
/** So many people write. */
const people = 100;
const nonce = "1714112445";

const envelope = (message: string) =>
  buildXml({
    ToUserName: robot.userName,
    Encrypt: encryptMsg(message, { encodingAesKey: robot.aesKey, appid: mp.appid }),
  });

/**
 * A text message with the keyword that the robot knows, signed now: good for ten minutes. (Message server)
 * @param id the message's number
 */
export function textMessage(mode: Mode, id: number): Post {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const from = `oBench${String(id % people).padStart(22, "0")}`;
  const message = buildXml({
    ToUserName: robot.userName,
    FromUserName: from,
    CreateTime: Number(timestamp),
    MsgType: "text",
    Content: "你好",
    MsgId: `2350${String(id).padStart(13, "0")}`,
  });
  const query = new URLSearchParams({
    signature: sha1Sorted(robot.token, timestamp, nonce),
    timestamp,
    nonce,
    openid: from,
  });
  const headers = { "content-type": "text/xml" };
  if (mode === "plain") return { body: message, headers, query: `?${query}` };
  const body = envelope(message);
  const encrypt = /<Encrypt><!\[CDATA\[(.*?)]]>/.exec(body)?.[1] ?? "";
  query.set("encrypt_type", "aes");
  query.set("msg_signature", msgSignature(robot.token, timestamp, nonce, encrypt));
  return { body, headers, query: `?${query}` };
}
