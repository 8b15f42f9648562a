import { now } from "@/lib/clock";
import { buildXml, type XmlTree } from "@/lib/wechat/xml";
import { sandboxAccounts } from "../accounts";
import { openidOf, type PersonId } from "../people";
import { appUrl } from "../site";
import type { Said } from "./types";

/** What a person said, and what happened, as WeChat writes it. (Receiving messages; receiving events) */

const envelope = (personId: PersonId, MsgType: string): XmlTree => ({
  ToUserName: sandboxAccounts.robot.userName,
  FromUserName: openidOf(sandboxAccounts.mp.appid, personId),
  CreateTime: Math.floor(now().getTime() / 1000),
  MsgType,
});

/** A person's message. @param msgId 64 bits, the same at each delivery */
export function messageXml(personId: PersonId, said: Said, msgId: bigint): string {
  const bizmsgmenuid = said.kind === "text" ? said.menuId : undefined;
  return buildXml({ ...envelope(personId, said.kind), ...ownFields(said), MsgId: msgId, bizmsgmenuid });
}

/** An event; it has no number. */
export function eventXml(personId: PersonId, event: string, fields: XmlTree): string {
  return buildXml({ ...envelope(personId, "event"), Event: event, ...fields });
}

function ownFields(said: Said): XmlTree {
  switch (said.kind) {
    case "text":
      return { Content: said.text };
    case "image":
      return { PicUrl: pictureUrl(said.mediaId), MediaId: said.mediaId };
    case "voice":
      return {
        MediaId: said.mediaId,
        Format: "amr",
        ...(said.recognition === undefined ? {} : { Recognition: said.recognition }),
      };
    case "video":
    case "shortvideo":
      return { MediaId: said.mediaId, ThumbMediaId: said.thumbMediaId };
    case "location":
      return {
        Location_X: said.latitude,
        Location_Y: said.longitude,
        Scale: said.scale,
        Label: said.label,
      };
    case "link":
      return { Title: said.title, Description: said.description, Url: said.url };
  }
}

/** Where the shop can look at a picture without a token. */
const pictureUrl = (mediaId: string): string =>
  `${appUrl()}/sandbox/api/media/${encodeURIComponent(mediaId)}`;
