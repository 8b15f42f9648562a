import type { Reply, Robot, RobotMessage } from "@/lib/wechat";
import { eventXml, gh, openid, start, textXml } from "./message-support";

/** The methods of a robot that take one kind. */
export type Method = Exclude<keyof Robot, "use" | "filter" | "keyClick" | "event" | "handler" | "answer">;

interface Sample {
  /** The whole message as WeChat sends it. */
  xml: string;
  /** What the handler gets, beside what every message has. */
  fields: object;
}

const heading = { ToUserName: gh, FromUserName: openid, CreateTime: start / 1000 };

type Fields = Record<string, string | number | undefined>;

let ids = 0;

function message(MsgType: string, elements: Fields, fields: object = elements): Sample {
  ids += 1;
  const MsgId = `9000000000${String(ids).padStart(9, "0")}`;
  const xml = textXml("", { MsgType, Content: undefined, MsgId, ...elements });
  return { xml, fields: { ...heading, MsgType, MsgId, ...fields } };
}

function event(
  Event: string,
  elements: Record<string, string | number>,
  more: object = {},
  inner = "",
): Sample {
  const xml = eventXml(Event, elements, inner);
  return { xml, fields: { ...heading, MsgType: "event", Event, ...elements, ...more } };
}

const scanned = (Event: string) =>
  event(
    Event,
    { EventKey: "scan" },
    { ScanCodeInfo: { ScanType: "qrcode", ScanResult: "1,2 & <3>" } },
    "<ScanCodeInfo><ScanType><![CDATA[qrcode]]></ScanType><ScanResult><![CDATA[1,2 & <3>]]></ScanResult></ScanCodeInfo>",
  );

const pictures = (Event: string, ...sums: string[]) =>
  event(
    Event,
    { EventKey: "pic" },
    { SendPicsInfo: { Count: sums.length, PicList: sums.map((PicMd5Sum) => ({ PicMd5Sum })) } },
    `<SendPicsInfo><Count>${sums.length}</Count><PicList>${sums
      .map((sum) => `<item><PicMd5Sum><![CDATA[${sum}]]></PicMd5Sum></item>`)
      .join("\n")}</PicList></SendPicsInfo>`,
  );

/** Lists of one and of several. */
function listed(Event: string, wrapper: string, ...entries: Record<string, string | number>[]): Sample {
  const lists = entries.map(
    (entry) =>
      `<List>${Object.entries(entry)
        .map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`)
        .join("")}</List>`,
  );
  return event(Event, {}, { List: entries }, `<${wrapper}>${lists.join("")}</${wrapper}>`);
}

const personal = (Event: string, more: Record<string, string> = {}) =>
  event(Event, { OpenID: openid, AppID: "wx1", ...more });

/** Every kind of message and event of the protocol, under the method that it reaches. (Receiving messages; receiving events) */
export const samples: Record<Method, Sample[]> = {
  text: [
    message("text", { Content: "你好 💎\n]]> <b>&amp;" }),
    message("text", { Content: "1", bizmsgmenuid: "101", MsgDataId: "5", Idx: "1" }),
    message("text", { Content: "" }),
  ],
  image: [message("image", { PicUrl: "http://mmbiz.example/1?a=1&b=2", MediaId: "m1" })],
  voice: [
    message("voice", { MediaId: "m2", Format: "amr" }),
    message("voice", { MediaId: "m2", Format: "speex", MediaId16K: "m16", Recognition: "你好" }),
  ],
  video: [message("video", { MediaId: "m3", ThumbMediaId: "t3" })],
  shortvideo: [message("shortvideo", { MediaId: "m4", ThumbMediaId: "t4" })],
  location: [
    message("location", { Location_X: 23.134521, Location_Y: -113.358803, Scale: 20, Label: "广州" }),
  ],
  link: [message("link", { Title: "标题", Description: "描述", Url: "https://x.example/?a=1&b=2" })],
  unknown: [message("hologram", { Depth: "3" }, { MsgType: "unknown", type: "hologram" })],

  subscribe: [
    event("subscribe", {}),
    event("subscribe", { EventKey: "qrscene_gem-1", Ticket: "TICKET" }, { scene: "gem-1" }),
    event("subscribe", { EventKey: "last_trade_no_4003752001201412123" }),
  ],
  unsubscribe: [event("unsubscribe", {})],
  scan: [event("SCAN", { EventKey: "123", Ticket: "TICKET" }, { scene: "123" })],
  locationEvent: [event("LOCATION", { Latitude: 23.137466, Longitude: 113.352425, Precision: 119.385 })],
  click: [event("CLICK", { EventKey: "orders" })],
  view: [
    event("VIEW", { EventKey: "https://x.example/?a=1&b=2" }),
    event("VIEW", { EventKey: "https://x.example", MenuId: "4" }),
  ],
  viewMiniprogram: [event("view_miniprogram", { EventKey: "pages/index", MenuId: "5" })],
  scancodePush: [scanned("scancode_push")],
  scancodeWaitmsg: [scanned("scancode_waitmsg")],
  picSysphoto: [pictures("pic_sysphoto", "1b5f7c23b5bf75682a53e7b6d163e185")],
  picPhotoOrAlbum: [pictures("pic_photo_or_album", "a", "b", "c")],
  picWeixin: [pictures("pic_weixin")],
  locationSelect: [
    event(
      "location_select",
      { EventKey: "where" },
      { SendLocationInfo: { Location_X: 23, Location_Y: 113, Scale: 15, Label: "广州市", Poiname: "塔" } },
      "<SendLocationInfo><Location_X><![CDATA[23]]></Location_X><Location_Y>113</Location_Y><Scale>15</Scale><Label>广州市</Label><Poiname>塔</Poiname></SendLocationInfo>",
    ),
  ],
  templateSendJobFinish: [
    event("TEMPLATESENDJOBFINISH", { MsgID: "1234567890123456789", Status: "success" }),
    event("TEMPLATESENDJOBFINISH", { MsgID: "1234567890123456790", Status: "failed: system failed" }),
  ],
  massSendJobFinish: [
    event(
      "MASSSENDJOBFINISH",
      { MsgID: "1", Status: "sendsuccess", TotalCount: 4, FilterCount: 3, SentCount: 2, ErrorCount: 1 },
      {},
      "<CopyrightCheckResult><Count>1</Count><ResultList><item><ArticleIdx>1</ArticleIdx></item></ResultList></CopyrightCheckResult>" +
        "<ArticleUrlResult><Count>1</Count><ResultList><item><ArticleIdx>1</ArticleIdx></item></ResultList></ArticleUrlResult>",
    ),
  ],
  subscribeMsgPopup: [
    listed(
      "subscribe_msg_popup_event",
      "SubscribeMsgPopupEvent",
      { TemplateId: "a", SubscribeStatusString: "accept", PopupScene: "0" },
      { TemplateId: "b", SubscribeStatusString: "reject", PopupScene: "2" },
    ),
    listed("subscribe_msg_popup_event", "SubscribeMsgPopupEvent"),
  ],
  subscribeMsgChange: [
    listed("subscribe_msg_change_event", "SubscribeMsgChangeEvent", {
      TemplateId: "a",
      SubscribeStatusString: "reject",
    }),
  ],
  subscribeMsgSent: [
    listed("subscribe_msg_sent_event", "SubscribeMsgSentEvent", {
      TemplateId: "a",
      MsgID: "1864323726461255680",
      ErrorCode: 0,
      ErrorStatus: "success",
    }),
  ],
  userAuthorizationRevoke: [personal("user_authorization_revoke", { RevokeInfo: "1" })],
  userAuthorizationCancellation: [personal("user_authorization_cancellation")],
  userInfoModified: [personal("user_info_modified", { RevokeInfo: "2" })],
  unknownEvent: [
    event(
      "debug_demo",
      { debug_str: "hello world" },
      { Event: "unknown", type: "debug_demo", debug_str: undefined },
    ),
    event("debug_demo", { EventKey: "k" }, { Event: "unknown", type: "debug_demo" }),
  ],
};

export const kinds = Object.entries(samples).flatMap(([method, list]) =>
  list.map((sample, index) => [`${method} ${index + 1}`, method as Method, sample] as const),
);

/** What every message has, and, of what was sent, nothing that the type does not name. */
export function withoutRaw({ raw, ...fields }: RobotMessage): object {
  if (typeof raw !== "object") throw new Error("no elements");
  return fields;
}

const head = (type: string) =>
  `<xml><ToUserName><![CDATA[${openid}]]></ToUserName><FromUserName><![CDATA[${gh}]]></FromUserName>` +
  `<CreateTime>${start / 1000}</CreateTime><MsgType><![CDATA[${type}]]></MsgType>`;

const article = (n: number) =>
  `<item><Title><![CDATA[题${n}]]></Title><Description><![CDATA[述]]></Description><PicUrl><![CDATA[http://p/${n}]]></PicUrl><Url><![CDATA[http://u/${n}]]></Url></item>`;
export const articles = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => ({
  title: `题${n}`,
  description: "述",
  picUrl: `http://p/${n}`,
  url: `http://u/${n}`,
}));

/** Every kind of reply, and its XML, letter for letter. (Passive replies) */
export const replies: readonly (readonly [string, Reply, string])[] = [
  ["text", { type: "text", content: "a]]>b" }, "<Content><![CDATA[a]]]]><![CDATA[>b]]></Content>"],
  ["image", { type: "image", mediaId: "m" }, "<Image><MediaId><![CDATA[m]]></MediaId></Image>"],
  ["voice", { type: "voice", mediaId: "m" }, "<Voice><MediaId><![CDATA[m]]></MediaId></Voice>"],
  [
    "video",
    { type: "video", mediaId: "m", title: "t", description: "d" },
    "<Video><MediaId><![CDATA[m]]></MediaId><Title><![CDATA[t]]></Title><Description><![CDATA[d]]></Description></Video>",
  ],
  [
    "music",
    {
      type: "music",
      title: "t",
      description: "d",
      musicUrl: "http://m",
      hqMusicUrl: "http://h",
      thumbMediaId: "th",
    },
    "<Music><Title><![CDATA[t]]></Title><Description><![CDATA[d]]></Description><MusicUrl><![CDATA[http://m]]></MusicUrl><HQMusicUrl><![CDATA[http://h]]></HQMusicUrl><ThumbMediaId><![CDATA[th]]></ThumbMediaId></Music>",
  ],
  [
    "news",
    { type: "news", articles: articles.slice(0, 1) },
    `<ArticleCount>1</ArticleCount><Articles>${article(1)}</Articles>`,
  ],
  ["transfer_customer_service", { type: "transfer_customer_service" }, ""],
  [
    "transfer_customer_service",
    { type: "transfer_customer_service", account: "test1@test" },
    "<TransInfo><KfAccount><![CDATA[test1@test]]></KfAccount></TransInfo>",
  ],
].map(([type, reply, content]) => [type, reply, `${head(String(type))}${content}</xml>`] as const) as never;

export const newsXml = (count: number): string =>
  `${head("news")}<ArticleCount>${count}</ArticleCount><Articles>${articles
    .slice(0, count)
    .map((_, index) => article(index + 1))
    .join("")}</Articles></xml>`;
