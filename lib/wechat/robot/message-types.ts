/**
 * What people send to an official account, and what happens around it, with WeChat's own names. Ids are text, since they
 * have 64 bits; CreateTime is in seconds. (Receiving messages; receiving events)
 */

interface Received {
  /** The account: gh_…, or what the platform calls it. */
  ToUserName: string;
  /** The person's openid. */
  FromUserName: string;
  /** Seconds. */
  CreateTime: number;
  /** Every element that came, those that the types do not name included. */
  readonly raw: MessageElements;
}

/** Elements by name: text, elements in elements, or several of one name. Without a prototype. */
export interface MessageElements {
  readonly [name: string]: MessageElement | undefined;
}
export type MessageElement = string | MessageElements | readonly MessageElement[];

interface Message<T extends string> extends Received {
  MsgType: T;
  /** 64 bits, as text. */
  MsgId: string;
  /** Where it was sent from an article: which, and which of its parts. */
  MsgDataId?: string;
  Idx?: string;
}

export interface TextMessage extends Message<"text"> {
  Content: string;
  /** The id of the entry that was tapped in a menu message. */
  bizmsgmenuid?: string;
}
export interface ImageMessage extends Message<"image"> {
  PicUrl: string;
  MediaId: string;
}
export interface VoiceMessage extends Message<"voice"> {
  MediaId: string;
  /** amr or speex. */
  Format: string;
  MediaId16K?: string;
  /** What was understood, where the account has speech recognition. */
  Recognition?: string;
}
export interface VideoMessage extends Message<"video"> {
  MediaId: string;
  ThumbMediaId: string;
}
export interface ShortVideoMessage extends Message<"shortvideo"> {
  MediaId: string;
  ThumbMediaId: string;
}
export interface LocationMessage extends Message<"location"> {
  /** Latitude. */
  Location_X: number;
  /** Longitude. */
  Location_Y: number;
  Scale: number;
  Label: string;
}
export interface LinkMessage extends Message<"link"> {
  Title: string;
  Description: string;
  Url: string;
}
/** A kind of message that did not exist when this was written: `MsgType` stands in `type`. */
export interface UnknownMessage extends Received {
  MsgType: "unknown";
  type: string;
  MsgId?: string;
}

interface Happening<T extends string> extends Received {
  MsgType: "event";
  Event: T;
}

/** Somebody follows the account. By a QR code with a scene: EventKey is `qrscene_` and the scene. */
export interface SubscribeEvent extends Happening<"subscribe"> {
  EventKey?: string;
  Ticket?: string;
  /** The scene of the QR code they came by, without its prefix. */
  scene?: string;
}
export type UnsubscribeEvent = Happening<"unsubscribe">;
/** A follower scanned a QR code with a scene. */
export interface ScanEvent extends Happening<"SCAN"> {
  /** The scene. */
  EventKey: string;
  Ticket: string;
  /** The same as EventKey, by the name that SubscribeEvent has for it. */
  scene: string;
}
export interface LocationEvent extends Happening<"LOCATION"> {
  Latitude: number;
  Longitude: number;
  Precision: number;
}
export interface ClickEvent extends Happening<"CLICK"> {
  /** The menu button's key. */
  EventKey: string;
}
export interface ViewEvent extends Happening<"VIEW"> {
  /** The address that opens. */
  EventKey: string;
  MenuId?: string;
}
export interface ViewMiniprogramEvent extends Happening<"view_miniprogram"> {
  /** The mini program's page. */
  EventKey: string;
  MenuId?: string;
}
export interface ScanCodeEvent extends Happening<"scancode_push" | "scancode_waitmsg"> {
  EventKey: string;
  ScanCodeInfo: { ScanType: string; ScanResult: string };
}
export interface PicturesEvent extends Happening<"pic_sysphoto" | "pic_photo_or_album" | "pic_weixin"> {
  EventKey: string;
  SendPicsInfo: { Count: number; PicList: { PicMd5Sum: string }[] };
}
export interface LocationSelectEvent extends Happening<"location_select"> {
  EventKey: string;
  SendLocationInfo: {
    Location_X: number;
    Location_Y: number;
    Scale: number;
    Label: string;
    Poiname: string;
  };
}
/** A template message arrived, or did not. */
export interface TemplateSendEvent extends Happening<"TEMPLATESENDJOBFINISH"> {
  /** What sending it answered as msgid. */
  MsgID: string;
  /** `success`, or `failed:` and why. */
  Status: string;
}
/** A message to many has gone out. What the check of its articles found stands in `raw`. */
export interface MassSendEvent extends Happening<"MASSSENDJOBFINISH"> {
  MsgID: string;
  Status: string;
  TotalCount: number;
  FilterCount: number;
  SentCount: number;
  ErrorCount: number;
}
/** Answers to the question whether to be sent notices of some templates. */
export interface SubscribePopupEvent extends Happening<"subscribe_msg_popup_event"> {
  List: { TemplateId: string; SubscribeStatusString: string; PopupScene: string }[];
}
/** Somebody changed their mind in the account's settings. */
export interface SubscribeChangeEvent extends Happening<"subscribe_msg_change_event"> {
  List: { TemplateId: string; SubscribeStatusString: string }[];
}
/** Notices arrived, or did not: ErrorCode 0 is `success`. */
export interface SubscribeSentEvent extends Happening<"subscribe_msg_sent_event"> {
  List: { TemplateId: string; MsgID: string; ErrorCode: number; ErrorStatus: string }[];
}
/** What the law on personal data has WeChat tell: a permission was taken back, an account closed, a profile changed. */
export interface UserInfoEvent
  extends Happening<"user_authorization_revoke" | "user_authorization_cancellation" | "user_info_modified"> {
  OpenID: string;
  AppID: string;
  RevokeInfo?: string;
}
/** A kind of event that did not exist when this was written: `Event` stands in `type`. */
export interface UnknownEvent extends Happening<"unknown"> {
  type: string;
  EventKey?: string;
}

export type UserMessage =
  | TextMessage
  | ImageMessage
  | VoiceMessage
  | VideoMessage
  | ShortVideoMessage
  | LocationMessage
  | LinkMessage
  | UnknownMessage;

export type EventMessage =
  | SubscribeEvent
  | UnsubscribeEvent
  | ScanEvent
  | LocationEvent
  | ClickEvent
  | ViewEvent
  | ViewMiniprogramEvent
  | ScanCodeEvent
  | PicturesEvent
  | LocationSelectEvent
  | TemplateSendEvent
  | MassSendEvent
  | SubscribePopupEvent
  | SubscribeChangeEvent
  | SubscribeSentEvent
  | UserInfoEvent
  | UnknownEvent;

export type RobotMessage = UserMessage | EventMessage;
