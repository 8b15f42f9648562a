import { given, MessageFieldError, number, optionalText, text } from "./message-fields";
import type { MessageElements, RobotMessage, UserMessage } from "./message-types";
import { readMessageXml } from "./message-xml";
import { eventOf } from "./parse-event";

/** What every message has. */
export interface Heading {
  ToUserName: string;
  FromUserName: string;
  CreateTime: number;
  raw: MessageElements;
}

type Read = (elements: MessageElements, heading: Heading) => UserMessage;

/** By the name that it has on the wire. */
const kinds: ReadonlyMap<string, Read> = new Map<string, Read>([
  [
    "text",
    (from, heading) => ({
      ...message(from, heading, "text"),
      Content: text(from, "Content"),
      ...given(from, "bizmsgmenuid"),
    }),
  ],
  [
    "image",
    (from, heading) => ({
      ...message(from, heading, "image"),
      PicUrl: text(from, "PicUrl"),
      MediaId: text(from, "MediaId"),
    }),
  ],
  [
    "voice",
    (from, heading) => ({
      ...message(from, heading, "voice"),
      MediaId: text(from, "MediaId"),
      Format: text(from, "Format"),
      ...given(from, "MediaId16K", "Recognition"),
    }),
  ],
  ["video", (from, heading) => ({ ...message(from, heading, "video"), ...film(from) })],
  ["shortvideo", (from, heading) => ({ ...message(from, heading, "shortvideo"), ...film(from) })],
  [
    "location",
    (from, heading) => ({
      ...message(from, heading, "location"),
      Location_X: number(from, "Location_X"),
      Location_Y: number(from, "Location_Y"),
      Scale: number(from, "Scale"),
      Label: text(from, "Label"),
    }),
  ],
  [
    "link",
    (from, heading) => ({
      ...message(from, heading, "link"),
      Title: text(from, "Title"),
      Description: text(from, "Description"),
      Url: text(from, "Url"),
    }),
  ],
]);

/**
 * A message or an event, typed; kinds that are not known here come as `unknown`. (Receiving messages; receiving events)
 * @throws XmlError for what is not the XML of a message
 * @throws MessageFieldError (a WechatError of kind `malformed`) when it does not say from whom, to whom, when and what, or
 *   says one of its fields twice
 */
export const parseMessage = (xml: string): RobotMessage => messageOf(readMessageXml(xml));

/** As parseMessage, of XML that was read already. */
export function messageOf(elements: MessageElements): RobotMessage {
  const heading: Heading = {
    ToUserName: userName(elements, "ToUserName"),
    FromUserName: userName(elements, "FromUserName"),
    CreateTime: moment(elements),
    raw: elements,
  };
  const type = text(elements, "MsgType");
  if (type === "") throw new MessageFieldError("MsgType");
  const name = type.toLowerCase();
  if (name === "event") return eventOf(elements, heading);
  return kinds.get(name)?.(elements, heading) ?? unknown(elements, heading, type);
}

function unknown(elements: MessageElements, heading: Heading, type: string): UserMessage {
  const id = messageId(elements);
  return { ...heading, MsgType: "unknown", type, ...(id ? { MsgId: id } : {}) };
}

const message = <T extends string>(from: MessageElements, heading: Heading, MsgType: T) => ({
  ...heading,
  MsgType,
  MsgId: messageId(from),
  ...given(from, "MsgDataId", "Idx"),
});

/** The documents wrote MsgID where they described voice messages. */
const messageId = (from: MessageElements): string =>
  optionalText(from, "MsgId") ?? optionalText(from, "MsgID") ?? "";

const film = (from: MessageElements) => ({
  MediaId: text(from, "MediaId"),
  ThumbMediaId: text(from, "ThumbMediaId"),
});

/** It becomes a key in tables and a name in answers. */
function userName(elements: MessageElements, name: "ToUserName" | "FromUserName"): string {
  const value = text(elements, name);
  if (!/^[^\s\p{Cc}]{1,128}$/u.test(value)) throw new MessageFieldError(name);
  return value;
}

function moment(elements: MessageElements): number {
  const value = text(elements, "CreateTime").trim();
  if (!/^\d{1,12}$/.test(value)) throw new MessageFieldError("CreateTime");
  return Number(value);
}
