import { beforeEach, expect, it } from "vitest";
import { now } from "@/lib/clock";
import { db } from "@/lib/db";
import { setPushMode } from "@/lib/sandbox/chat/mode";
import { NotFollowing, pushEvent, pushMessage } from "@/lib/sandbox/chat/pushes";
import type { Said } from "@/lib/sandbox/chat/types";
import type { XmlTree } from "@/lib/wechat/xml";
import { contents, deliver, endpoint, freshChat, inXml, openid, robot } from "./chat-support";
import { stopTime, wait } from "./support";

beforeEach(() => freshChat());

/** What stands between MsgType and MsgId, and behind it, for each kind of message. */
const messages: [Said, string, string?][] = [
  [{ kind: "text", text: "a<b>&\"]]>'" }, "<Content><![CDATA[a<b>&\"]]]]><![CDATA[>']]></Content>"],
  [
    { kind: "text", text: "满意", menuId: "101" },
    "<Content><![CDATA[满意]]></Content>",
    "<bizmsgmenuid><![CDATA[101]]></bizmsgmenuid>",
  ],
  [
    { kind: "image", mediaId: "m-1" },
    "<PicUrl><![CDATA[{app}/sandbox/api/media/m-1]]></PicUrl><MediaId><![CDATA[m-1]]></MediaId>",
  ],
  [
    { kind: "voice", mediaId: "v-1", seconds: 3 },
    "<MediaId><![CDATA[v-1]]></MediaId><Format><![CDATA[amr]]></Format>",
  ],
  [
    { kind: "voice", mediaId: "v-1", seconds: 3, recognition: "查订单" },
    "<MediaId><![CDATA[v-1]]></MediaId><Format><![CDATA[amr]]></Format><Recognition><![CDATA[查订单]]></Recognition>",
  ],
  [
    { kind: "video", mediaId: "d-1", thumbMediaId: "t-1" },
    "<MediaId><![CDATA[d-1]]></MediaId><ThumbMediaId><![CDATA[t-1]]></ThumbMediaId>",
  ],
  [
    { kind: "shortvideo", mediaId: "d-2", thumbMediaId: "t-2" },
    "<MediaId><![CDATA[d-2]]></MediaId><ThumbMediaId><![CDATA[t-2]]></ThumbMediaId>",
  ],
  [
    { kind: "location", latitude: 31.2304, longitude: -121.4737, scale: 16, label: "月光路 1 号" },
    "<Location_X>31.2304</Location_X><Location_Y>-121.4737</Location_Y><Scale>16</Scale><Label><![CDATA[月光路 1 号]]></Label>",
  ],
  [
    { kind: "link", title: "月光石", description: "好看", url: "https://a.test/?x=1&y=2" },
    "<Title><![CDATA[月光石]]></Title><Description><![CDATA[好看]]></Description><Url><![CDATA[https://a.test/?x=1&y=2]]></Url>",
  ],
];

for (const mode of ["plain", "compatible", "safe"] as const) {
  it.each(messages)(`${mode}: %j`, async (said, own, behind = "") => {
    stopTime();
    wait(90);
    await setPushMode(mode);
    await pushMessage("lin", said);
    expect(await deliver()).toBe(1);
    const message = endpoint.arrived[0]?.message ?? "";
    const msgId = inXml(message, "MsgId");
    const seconds = Math.floor(now().getTime() / 1000);
    expect(message).toBe(
      `<xml><ToUserName><![CDATA[${robot.userName}]]></ToUserName><FromUserName><![CDATA[${openid()}]]></FromUserName><CreateTime>${seconds}</CreateTime><MsgType><![CDATA[${said.kind}]]></MsgType>${own.replace("{app}", endpoint.url)}<MsgId>${msgId}</MsgId>${behind}</xml>`,
    );
    expect(BigInt(msgId)).toBeGreaterThan(2n ** 53n);
    expect(BigInt(msgId)).toBeLessThan(2n ** 63n);
    expect(await contents()).toEqual([said]);
  });
}

it("numbers messages upwards, each with its own, events not at all", async () => {
  for (const text of ["一", "二", "三"]) await pushMessage("lin", { kind: "text", text });
  await pushEvent("lin", "CLICK", { EventKey: "ORDERS" });
  await deliver();
  const ids = endpoint.arrived.map(({ message }) => inXml(message, "MsgId"));
  expect(ids[3]).toBe("");
  const numbers = ids.slice(0, 3).map(BigInt);
  expect(numbers[0] !== undefined && numbers[1] !== undefined && numbers[0] < numbers[1]).toBe(true);
  expect(numbers[1] !== undefined && numbers[2] !== undefined && numbers[1] < numbers[2]).toBe(true);
  // Read as floating-point numbers they are the same.
  expect(new Set(numbers.map(Number)).size).toBeLessThan(3);
  expect(endpoint.arrived.map(({ message }) => inXml(message, "Content"))).toEqual(["一", "二", "三", ""]);
});

/** What stands behind `Event`. */
const events: [string, XmlTree, string][] = [
  ["subscribe", {}, ""],
  [
    "TEMPLATESENDJOBFINISH",
    { MsgID: 3717005636572528642n, Status: "success" },
    "<MsgID>3717005636572528642</MsgID><Status><![CDATA[success]]></Status>",
  ],
  [
    "subscribe_msg_sent_event",
    { SubscribeMsgSentEvent: { List: [{ TemplateId: "a" }, { TemplateId: "b", ErrorCode: 0 }] } },
    "<SubscribeMsgSentEvent><List><TemplateId><![CDATA[a]]></TemplateId></List><List><TemplateId><![CDATA[b]]></TemplateId><ErrorCode>0</ErrorCode></List></SubscribeMsgSentEvent>",
  ],
];

it.each(events)("an event has its fields in their order: %s", async (event, fields, own) => {
  await pushEvent("chen", event, fields);
  await deliver();
  expect(endpoint.arrived[0]?.query.openid).toBe(openid("chen"));
  expect(endpoint.arrived[0]?.message).toMatch(
    new RegExp(`<MsgType><!\\[CDATA\\[event\\]\\]></MsgType><Event><!\\[CDATA\\[${event}\\]\\]></Event>`),
  );
  expect(endpoint.arrived[0]?.message.endsWith(`</Event>${own}</xml>`)).toBe(true);
});

it("takes out of a text what XML cannot hold", async () => {
  await pushMessage("lin", { kind: "text", text: "a\u0000b\u0008c\ud800d" });
  await deliver();
  expect(inXml(endpoint.arrived[0]?.message ?? "", "Content")).toBe("abcd");
});

it("who does not follow has nowhere to type", async () => {
  await expect(pushMessage("chen", { kind: "text", text: "在吗" })).rejects.toThrow(NotFollowing);
  expect(await contents("chen")).toEqual([]);
  expect(await db().sandboxPush.count()).toBe(0);
});
