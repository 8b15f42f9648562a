import type { ClickEvent, RobotMessage, TextMessage } from "@/lib/wechat/robot/message-types";
import type { Handler, Robot, RobotContext, RobotSession } from "@/lib/wechat/robot/types";

const received = { ToUserName: "gh_1", FromUserName: "oPerson", CreateTime: 1_714_536_000, raw: {} };
const message = { ...received, MsgId: "7000000000000000001" };
const event = { ...received, MsgType: "event" } as const;

export const textMessage = (Content: string): TextMessage => ({ ...message, MsgType: "text", Content });
export const clickEvent = (EventKey: string): ClickEvent => ({ ...event, Event: "CLICK", EventKey });

/** What each method that takes a kind of message is for. */
type Method = Exclude<keyof Robot, "use" | "filter" | "keyClick" | "event" | "handler" | "answer">;

const person = { OpenID: "oPerson", AppID: "wx1" };
const code = { EventKey: "scan", ScanCodeInfo: { ScanType: "qrcode", ScanResult: "https://x.test/1" } };
const pictures = { EventKey: "pic", SendPicsInfo: { Count: 1, PicList: [{ PicMd5Sum: "ab" }] } };
const place = { Location_X: 23.1, Location_Y: 113.3, Scale: 20, Label: "广州" };

/** A message of every kind, under the name of the method that it reaches. */
export const everyKind: Record<Method, RobotMessage> = {
  text: textMessage("你好"),
  image: { ...message, MsgType: "image", PicUrl: "http://p.test/1", MediaId: "m1" },
  voice: { ...message, MsgType: "voice", MediaId: "m2", Format: "amr", Recognition: "你好" },
  video: { ...message, MsgType: "video", MediaId: "m3", ThumbMediaId: "t3" },
  shortvideo: { ...message, MsgType: "shortvideo", MediaId: "m4", ThumbMediaId: "t4" },
  location: { ...message, MsgType: "location", ...place },
  link: { ...message, MsgType: "link", Title: "t", Description: "d", Url: "https://x.test" },
  unknown: { ...message, MsgType: "unknown", type: "hologram" },
  subscribe: { ...event, Event: "subscribe", EventKey: "qrscene_gem-1", Ticket: "T", scene: "gem-1" },
  unsubscribe: { ...event, Event: "unsubscribe" },
  scan: { ...event, Event: "SCAN", EventKey: "gem-1", Ticket: "T", scene: "gem-1" },
  locationEvent: { ...event, Event: "LOCATION", Latitude: 23.1, Longitude: 113.3, Precision: 65 },
  click: clickEvent("orders"),
  view: { ...event, Event: "VIEW", EventKey: "https://x.test" },
  viewMiniprogram: { ...event, Event: "view_miniprogram", EventKey: "pages/index" },
  scancodePush: { ...event, Event: "scancode_push", ...code },
  scancodeWaitmsg: { ...event, Event: "scancode_waitmsg", ...code },
  picSysphoto: { ...event, Event: "pic_sysphoto", ...pictures },
  picPhotoOrAlbum: { ...event, Event: "pic_photo_or_album", ...pictures },
  picWeixin: { ...event, Event: "pic_weixin", ...pictures },
  locationSelect: {
    ...event,
    Event: "location_select",
    EventKey: "where",
    SendLocationInfo: { ...place, Poiname: "" },
  },
  templateSendJobFinish: { ...event, Event: "TEMPLATESENDJOBFINISH", MsgID: "200163836", Status: "success" },
  massSendJobFinish: {
    ...event,
    Event: "MASSSENDJOBFINISH",
    MsgID: "1",
    Status: "send success",
    TotalCount: 4,
    FilterCount: 4,
    SentCount: 3,
    ErrorCount: 1,
  },
  subscribeMsgPopup: { ...event, Event: "subscribe_msg_popup_event", List: [] },
  subscribeMsgChange: { ...event, Event: "subscribe_msg_change_event", List: [] },
  subscribeMsgSent: { ...event, Event: "subscribe_msg_sent_event", List: [] },
  userAuthorizationRevoke: { ...event, Event: "user_authorization_revoke", ...person },
  userAuthorizationCancellation: { ...event, Event: "user_authorization_cancellation", ...person },
  userInfoModified: { ...event, Event: "user_info_modified", ...person },
  unknownEvent: { ...event, Event: "unknown", type: "debug_demo" },
};

export const methods = Object.keys(everyKind) as Method[];

/** Registers one handler under any method, as a loop over all of them must. */
export function register(robot: Robot, method: Method, handler: Handler<RobotMessage, RobotSession>): Robot {
  return robot[method](handler);
}

export function context<S extends RobotSession = RobotSession>(session: Partial<S> = {}): RobotContext<S> {
  return { session, match: null, late: new AbortController().signal };
}

/** The text that a robot answers with; null for nothing. */
export async function said<S extends RobotSession>(
  robot: Robot<S>,
  to: RobotMessage | string,
  within: RobotContext<S> = context<S>(),
): Promise<string | null> {
  const reply = await robot.answer(typeof to === "string" ? textMessage(to) : to, within);
  if (reply === null) return null;
  return reply.type === "text" ? reply.content : reply.type;
}
