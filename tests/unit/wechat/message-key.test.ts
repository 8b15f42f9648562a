import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { messageKey, parseMessage } from "@/lib/wechat";
import { appid, eventXml, openid, textXml } from "./message-support";

const text = (MsgId: string, FromUserName = openid) =>
  messageKey(appid, parseMessage(textXml("x", { MsgId, FromUserName })));

describe("messageKey", () => {
  it("says who and which, for who looks into the table", () => {
    expect(text("1234567890123456")).toBe(`m:${appid}:${openid}:1234567890123456`);
    const event = messageKey(appid, parseMessage(eventXml("CLICK", { EventKey: "a" })));
    expect(event).toMatch(new RegExp(`^e:${appid}:${openid}:\\d+:[\\w-]{22}$`));
  });

  it("differs by account", () => {
    const message = parseMessage(textXml("x"));
    expect(messageKey("wx1", message)).not.toBe(messageKey("wx2", message));
  });

  it("has at most 128 characters, and two messages never share one", () => {
    const sender = fc.stringMatching(/^[\w:\u5b9d]{1,128}$/);
    const id = fc.stringMatching(/^[\w: \u5b9d]{1,80}$/).filter((value) => value.trim() !== "");
    fc.assert(
      fc.property(sender, id, sender, id, (from, one, other, another) => {
        const keys = [text(one, from), text(another, other)];
        for (const key of keys) expect(key.length).toBeLessThanOrEqual(128);
        expect(keys[0] === keys[1]).toBe(from === other && one === another);
      }),
    );
    expect(text("b", "a:x")).not.toBe(text("x:b", "a"));
  });
});
