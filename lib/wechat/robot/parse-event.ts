import { each, given, inner, number, optionalText, text } from "./message-fields";
import type { EventMessage, MessageElements } from "./message-types";
import type { Heading } from "./parse-message";

type Read = (from: MessageElements, heading: Heading) => EventMessage;

const event = <E extends string>(heading: Heading, Event: E) => ({
  ...heading,
  MsgType: "event" as const,
  Event,
});

const key = (from: MessageElements) => ({ EventKey: text(from, "EventKey") });

const button = (from: MessageElements) => ({ ...key(from), ...given(from, "MenuId") });

const scanned =
  <E extends "scancode_push" | "scancode_waitmsg">(name: E): Read =>
  (from, heading) => {
    const info = inner(from, "ScanCodeInfo");
    return {
      ...event(heading, name),
      ...key(from),
      ScanCodeInfo: { ScanType: text(info, "ScanType"), ScanResult: text(info, "ScanResult") },
    };
  };

const pictures =
  <E extends "pic_sysphoto" | "pic_photo_or_album" | "pic_weixin">(name: E): Read =>
  (from, heading) => {
    const info = inner(from, "SendPicsInfo");
    const PicList = each(inner(info, "PicList"), "item").map((item) => ({
      PicMd5Sum: text(item, "PicMd5Sum"),
    }));
    return {
      ...event(heading, name),
      ...key(from),
      SendPicsInfo: { Count: number(info, "Count"), PicList },
    };
  };

const personal =
  <E extends "user_authorization_revoke" | "user_authorization_cancellation" | "user_info_modified">(
    name: E,
  ): Read =>
  (from, heading) => ({
    ...event(heading, name),
    OpenID: text(from, "OpenID"),
    AppID: text(from, "AppID"),
    ...given(from, "RevokeInfo"),
  });

const scenePrefix = "qrscene_";

/** Following the account the usual way comes with an empty EventKey; other prefixes than this are no scenes. */
function subscribed(from: MessageElements, heading: Heading): EventMessage {
  const fields = given(from, "EventKey", "Ticket");
  const scene = fields.EventKey?.startsWith(scenePrefix)
    ? { scene: fields.EventKey.slice(scenePrefix.length) }
    : {};
  return { ...event(heading, "subscribe"), ...fields, ...scene };
}

function scan(from: MessageElements, heading: Heading): EventMessage {
  const { EventKey } = key(from);
  return { ...event(heading, "SCAN"), EventKey, Ticket: text(from, "Ticket"), scene: EventKey };
}

function located(from: MessageElements, heading: Heading): EventMessage {
  return {
    ...event(heading, "LOCATION"),
    Latitude: number(from, "Latitude"),
    Longitude: number(from, "Longitude"),
    Precision: number(from, "Precision"),
  };
}

function placeSelected(from: MessageElements, heading: Heading): EventMessage {
  const info = inner(from, "SendLocationInfo");
  return {
    ...event(heading, "location_select"),
    ...key(from),
    SendLocationInfo: {
      Location_X: number(info, "Location_X"),
      Location_Y: number(info, "Location_Y"),
      Scale: number(info, "Scale"),
      Label: text(info, "Label"),
      Poiname: text(info, "Poiname"),
    },
  };
}

const job = (from: MessageElements) => ({
  MsgID: optionalText(from, "MsgID") ?? text(from, "MsgId"),
  Status: text(from, "Status"),
});

function massSent(from: MessageElements, heading: Heading): EventMessage {
  return {
    ...event(heading, "MASSSENDJOBFINISH"),
    ...job(from),
    TotalCount: number(from, "TotalCount"),
    FilterCount: number(from, "FilterCount"),
    SentCount: number(from, "SentCount"),
    ErrorCount: number(from, "ErrorCount"),
  };
}

const answerOf = (from: MessageElements) => ({
  TemplateId: text(from, "TemplateId"),
  SubscribeStatusString: text(from, "SubscribeStatusString"),
});

/** Of several notices, or of one. */
const list = <T>(from: MessageElements, name: string, read: (entry: MessageElements) => T) => ({
  List: each(inner(from, name), "List").map(read),
});

const popup: Read = (from, heading) => ({
  ...event(heading, "subscribe_msg_popup_event"),
  ...list(from, "SubscribeMsgPopupEvent", (entry) => ({
    ...answerOf(entry),
    PopupScene: text(entry, "PopupScene"),
  })),
});

const changed: Read = (from, heading) => ({
  ...event(heading, "subscribe_msg_change_event"),
  ...list(from, "SubscribeMsgChangeEvent", answerOf),
});

const sent: Read = (from, heading) => ({
  ...event(heading, "subscribe_msg_sent_event"),
  ...list(from, "SubscribeMsgSentEvent", (entry) => ({
    TemplateId: text(entry, "TemplateId"),
    MsgID: optionalText(entry, "MsgID") ?? text(entry, "MsgId"),
    ErrorCode: number(entry, "ErrorCode"),
    ErrorStatus: text(entry, "ErrorStatus"),
  })),
});

/** By the name in small letters, since WeChat's own documents differ in which letters are capitals. */
const events: ReadonlyMap<string, Read> = new Map<string, Read>([
  ["subscribe", subscribed],
  ["unsubscribe", (_, heading) => event(heading, "unsubscribe")],
  ["scan", scan],
  ["location", located],
  ["click", (from, heading) => ({ ...event(heading, "CLICK"), ...key(from) })],
  ["view", (from, heading) => ({ ...event(heading, "VIEW"), ...button(from) })],
  ["view_miniprogram", (from, heading) => ({ ...event(heading, "view_miniprogram"), ...button(from) })],
  ["scancode_push", scanned("scancode_push")],
  ["scancode_waitmsg", scanned("scancode_waitmsg")],
  ["pic_sysphoto", pictures("pic_sysphoto")],
  ["pic_photo_or_album", pictures("pic_photo_or_album")],
  ["pic_weixin", pictures("pic_weixin")],
  ["location_select", placeSelected],
  [
    "templatesendjobfinish",
    (from, heading) => ({ ...event(heading, "TEMPLATESENDJOBFINISH"), ...job(from) }),
  ],
  ["masssendjobfinish", massSent],
  ["subscribe_msg_popup_event", popup],
  ["subscribe_msg_change_event", changed],
  ["subscribe_msg_sent_event", sent],
  ["user_authorization_revoke", personal("user_authorization_revoke")],
  ["user_authorization_cancellation", personal("user_authorization_cancellation")],
  ["user_info_modified", personal("user_info_modified")],
]);

/**
 * An event, typed; one that is not known here is `unknown` and says its name in `type`. (Receiving events)
 * @throws MessageFieldError for a field that came twice
 */
export function eventOf(from: MessageElements, heading: Heading): EventMessage {
  const type = text(from, "Event");
  const read = events.get(type.toLowerCase());
  return read ? read(from, heading) : { ...event(heading, "unknown"), type, ...given(from, "EventKey") };
}
