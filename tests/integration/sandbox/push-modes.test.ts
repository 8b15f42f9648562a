import { beforeEach, describe, expect, it } from "vitest";
import { nowMs } from "@/lib/clock";
import { pushMode, setPushMode } from "@/lib/sandbox/chat/mode";
import { pushMessage } from "@/lib/sandbox/chat/pushes";
import type { PushMode } from "@/lib/sandbox/chat/types";
import {
  appid,
  contents,
  deliver,
  endpoint,
  freshChat,
  inXml,
  opened,
  openid,
  pushCalls,
  robot,
  sealed,
  sha1,
  textReply,
} from "./chat-support";

beforeEach(() => freshChat());

const say = (text: string) => pushMessage("lin", { kind: "text", text });

async function first() {
  await say("订单");
  expect(await deliver()).toBe(1);
  const [arrived] = endpoint.arrived;
  if (!arrived) throw new Error("Nothing came");
  return arrived;
}

it("speaks as the shop's settings want, until the console says otherwise", async () => {
  expect(await pushMode()).toBe("safe");
  await freshChat({ WEROBOT_MODE: "plain" });
  expect(await pushMode()).toBe("plain");
  await setPushMode("compatible");
  expect(await pushMode()).toBe("compatible");
});

it("plain: the message itself, with a signature over token, timestamp and nonce", async () => {
  await setPushMode("plain");
  const { method, path, query, body, contentType } = await first();
  const { signature, timestamp, nonce, ...rest } = query;
  expect([method, path, contentType]).toEqual(["POST", "/wechat", "text/xml"]);
  expect(signature).toBe(sha1(robot.token, timestamp ?? "", nonce ?? ""));
  expect(Math.abs(Number(timestamp) - nowMs() / 1000)).toBeLessThan(5);
  expect(rest).toEqual({ openid: openid() });
  expect(body).toMatch(
    new RegExp(
      `^<xml><ToUserName><!\\[CDATA\\[${robot.userName}\\]\\]></ToUserName><FromUserName><!\\[CDATA\\[${openid()}\\]\\]></FromUserName><CreateTime>\\d{10}</CreateTime><MsgType><!\\[CDATA\\[text\\]\\]></MsgType><Content><!\\[CDATA\\[订单\\]\\]></Content><MsgId>\\d{19}</MsgId></xml>$`,
    ),
  );
});

it("safe: nothing but the account and an envelope, signed with what stands in it", async () => {
  const { query, body } = await first();
  const encrypted = inXml(body, "Encrypt");
  const { timestamp = "", nonce = "" } = query;
  expect(query).toMatchObject({ encrypt_type: "aes", openid: openid() });
  expect(query.signature).toBe(sha1(robot.token, timestamp, nonce));
  expect(query.msg_signature).toBe(sha1(robot.token, timestamp, nonce, encrypted));
  expect(body).toBe(
    `<xml><ToUserName><![CDATA[${robot.userName}]]></ToUserName><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`,
  );
  const inner = opened(encrypted);
  expect(inner.appid).toBe(appid);
  expect(inXml(inner.message, "Content")).toBe("订单");
});

it("compatible: the plain message, and the same in an envelope", async () => {
  await setPushMode("compatible");
  const { query, body } = await first();
  const encrypted = inXml(body, "Encrypt");
  expect(query.msg_signature).toBe(sha1(robot.token, query.timestamp ?? "", query.nonce ?? "", encrypted));
  expect(`${opened(encrypted).message}`).toBe(body.replace(/<Encrypt>.*<\/Encrypt>/, ""));
  expect(inXml(body, "Content")).toBe("订单");
});

it("the ledger shows what was sent, what was signed and what stood inside", async () => {
  endpoint.answer = async () => sealed(textReply("您好"));
  const { query, message } = await first();
  const [call] = await pushCalls();
  expect(call).toMatchObject({ ok: true, httpStatus: 200, address: `${endpoint.url}/wechat` });
  expect(call?.request).toContain(`msg_signature=${query.msg_signature}`);
  expect(call?.why?.signature).toMatchObject({ ok: true, given: query.msg_signature });
  expect(sha1(...(call?.why?.signature?.parts ?? []).map(({ value }) => value))).toBe(query.msg_signature);
  expect(call?.why?.signature?.text).toContain(robot.token);
  expect(call?.why?.notes?.join()).toContain(message);
  expect(call?.why?.notes?.join()).toContain(textReply("您好"));
});

describe("which form of a reply each mode takes", () => {
  const plain = textReply("您好");
  const cases: [PushMode, "plain" | "sealed", boolean][] = [
    ["plain", "plain", true],
    ["plain", "sealed", false],
    ["compatible", "plain", true],
    ["compatible", "sealed", true],
    ["safe", "plain", false],
    ["safe", "sealed", true],
  ];
  it.each(cases)("%s takes %s: %s", async (mode, form, taken) => {
    await setPushMode(mode);
    endpoint.answer = async () => (form === "plain" ? plain : sealed(plain));
    await say("你好");
    await deliver();
    expect(endpoint.arrived).toHaveLength(taken ? 1 : 3);
    expect((await contents()).some((content) => content.kind === "text" && content.text === "您好")).toBe(
      taken,
    );
    const [call] = await pushCalls();
    expect(call?.ok).toBe(taken);
    if (!taken) expect(call?.why?.field).toBe("Encrypt");
  });
});

it("says what does not fit when the shop's settings want another mode", async () => {
  await setPushMode("plain");
  endpoint.answer = async () => ({ status: 403, body: "no" });
  await say("你好");
  await deliver();
  expect((await pushCalls())[0]?.why).toMatchObject({ advice: expect.stringContaining("WEROBOT_AES_KEY") });
  await freshChat({ WEROBOT_MODE: "plain" });
  await setPushMode("safe");
  endpoint.answer = async () => ({ status: 403, body: "no" });
  await say("你好");
  await deliver();
  expect((await pushCalls())[0]?.why).toMatchObject({ advice: expect.stringContaining("只收明文") });
  await freshChat();
  endpoint.answer = async () => ({ status: 401, body: "no" });
  await say("你好");
  await deliver();
  expect((await pushCalls())[0]?.why).toMatchObject({ advice: expect.stringContaining("EncodingAESKey") });
});
