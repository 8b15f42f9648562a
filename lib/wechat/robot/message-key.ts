import { createHash } from "node:crypto";
import type { RobotMessage } from "./message-types";

/**
 * The name by which a message is known when it is delivered again, not more than 128 characters. Messages have an id, which
 * counts together with the sender: what comes with the id of another person's message is another message. Events have none,
 * so all that they say counts: two of one second may differ in their key, ticket or job only. What is delivered again is
 * the same, word for word. (Receiving messages, deduplication)
 */
export function messageKey(appid: string, message: RobotMessage): string {
  const { FromUserName, raw } = message;
  const id = message.MsgType === "event" ? undefined : message.MsgId;
  if (id) return keyOf("m", appid, FromUserName, id);
  const { CreateTime } = message;
  const said = createHash("sha256").update(JSON.stringify(raw)).digest("base64url");
  return keyOf("e", appid, FromUserName, `${CreateTime}:${said.slice(0, 22)}`);
}

/** Readable for who looks into the table, as long as it fits and no part can be taken for two. */
function keyOf(kind: string, appid: string, sender: string, rest: string): string {
  const key = `${kind}:${appid}:${sender}:${rest}`;
  const isPlain = /^[\w@.-]+$/.test(sender) && /^[\w:-]+$/.test(rest);
  if (key.length <= 128 && isPlain) return key;
  const hash = createHash("sha256").update(JSON.stringify([kind, appid, sender, rest]));
  return `h:${hash.digest("base64url")}`;
}
