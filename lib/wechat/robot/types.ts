import type {
  ClickEvent,
  EventMessage,
  ImageMessage,
  LinkMessage,
  LocationEvent,
  LocationMessage,
  LocationSelectEvent,
  MassSendEvent,
  PicturesEvent,
  RobotMessage,
  ScanCodeEvent,
  ScanEvent,
  ShortVideoMessage,
  SubscribeChangeEvent,
  SubscribeEvent,
  SubscribePopupEvent,
  SubscribeSentEvent,
  TemplateSendEvent,
  TextMessage,
  UnknownEvent,
  UnknownMessage,
  UnsubscribeEvent,
  UserInfoEvent,
  VideoMessage,
  ViewEvent,
  ViewMiniprogramEvent,
  VoiceMessage,
} from "./message-types";
import type { HandlerResult, Reply } from "./reply-types";

/** What a person's conversation remembers from one message to the next: JSON, empty at first. */
export type RobotSession = Record<string, unknown>;

export interface RobotContext<S extends RobotSession = RobotSession> {
  /** Change it as you like: what differs afterwards is stored. Delete its entries to forget. */
  session: Partial<S>;
  /** What the pattern of `filter` found; null for a text, a list of texts, and everywhere else. */
  match: RegExpExecArray | null;
  /** Aborted when the answer can no longer be sent on the wire: it then goes as a customer-service message. */
  late: AbortSignal;
}

export type Handler<M extends RobotMessage, S extends RobotSession> = (
  message: M,
  context: RobotContext<S>,
) => HandlerResult | Promise<HandlerResult>;

/** Runs around all handlers: `next()` goes on and gives what they answered, made into a reply; null for nothing. */
export type Middleware<S extends RobotSession> = (
  message: RobotMessage,
  context: RobotContext<S>,
  next: () => Promise<Reply | null>,
) => HandlerResult | Promise<HandlerResult>;

/** What a text has to be: exactly this (spaces around it aside), matching, or one of several. */
export type TextPattern = string | RegExp | readonly (string | RegExp)[];

/**
 * The official account's answers. Handlers are asked in this order, each kind in the order of registration, until one
 * returns something other than `undefined`: filters and keyClick, the handlers of the message's or event's own kind,
 * `event` for events, `handler`.
 */
export interface Robot<S extends RobotSession = RobotSession> {
  use(middleware: Middleware<S>): Robot<S>;
  /** For texts that fit. */
  filter(pattern: TextPattern, handler: Handler<TextMessage, S>): Robot<S>;
  /** For a menu button of type click. */
  keyClick(key: string, handler: Handler<ClickEvent, S>): Robot<S>;

  text(handler: Handler<TextMessage, S>): Robot<S>;
  image(handler: Handler<ImageMessage, S>): Robot<S>;
  voice(handler: Handler<VoiceMessage, S>): Robot<S>;
  video(handler: Handler<VideoMessage, S>): Robot<S>;
  shortvideo(handler: Handler<ShortVideoMessage, S>): Robot<S>;
  location(handler: Handler<LocationMessage, S>): Robot<S>;
  link(handler: Handler<LinkMessage, S>): Robot<S>;
  /** Messages of kinds that are not known here. */
  unknown(handler: Handler<UnknownMessage, S>): Robot<S>;

  subscribe(handler: Handler<SubscribeEvent, S>): Robot<S>;
  unsubscribe(handler: Handler<UnsubscribeEvent, S>): Robot<S>;
  scan(handler: Handler<ScanEvent, S>): Robot<S>;
  locationEvent(handler: Handler<LocationEvent, S>): Robot<S>;
  click(handler: Handler<ClickEvent, S>): Robot<S>;
  view(handler: Handler<ViewEvent, S>): Robot<S>;
  viewMiniprogram(handler: Handler<ViewMiniprogramEvent, S>): Robot<S>;
  scancodePush(handler: Handler<ScanCodeEvent, S>): Robot<S>;
  scancodeWaitmsg(handler: Handler<ScanCodeEvent, S>): Robot<S>;
  picSysphoto(handler: Handler<PicturesEvent, S>): Robot<S>;
  picPhotoOrAlbum(handler: Handler<PicturesEvent, S>): Robot<S>;
  picWeixin(handler: Handler<PicturesEvent, S>): Robot<S>;
  locationSelect(handler: Handler<LocationSelectEvent, S>): Robot<S>;
  templateSendJobFinish(handler: Handler<TemplateSendEvent, S>): Robot<S>;
  massSendJobFinish(handler: Handler<MassSendEvent, S>): Robot<S>;
  subscribeMsgPopup(handler: Handler<SubscribePopupEvent, S>): Robot<S>;
  subscribeMsgChange(handler: Handler<SubscribeChangeEvent, S>): Robot<S>;
  subscribeMsgSent(handler: Handler<SubscribeSentEvent, S>): Robot<S>;
  userAuthorizationRevoke(handler: Handler<UserInfoEvent, S>): Robot<S>;
  userAuthorizationCancellation(handler: Handler<UserInfoEvent, S>): Robot<S>;
  userInfoModified(handler: Handler<UserInfoEvent, S>): Robot<S>;
  /** Events of kinds that are not known here. */
  unknownEvent(handler: Handler<UnknownEvent, S>): Robot<S>;
  /** Any event that nobody answered. */
  event(handler: Handler<EventMessage, S>): Robot<S>;
  /** The last resort: whatever nobody answered. */
  handler(handler: Handler<RobotMessage, S>): Robot<S>;

  /** Asks the middleware and the handlers. @returns null for no answer @throws what a handler throws */
  answer(message: RobotMessage, context: RobotContext<S>): Promise<Reply | null>;
}

/**
 * Who takes a message. `mine`: nobody else has it, answer it and `finish` with the claim's token. `answered`: it was answered
 * before, with this reply (XML as it stands before encryption, "" for none). `busy`: somebody is at it now.
 */
export type Claim =
  | { state: "mine"; token: string }
  | { state: "answered"; reply: string }
  | { state: "busy" };

/** What all processes of an account share about the messages that came. */
export interface Inbox {
  /**
   * Takes a message that nobody has, or whose holder has been silent for `leaseSeconds`.
   * @param key of the message, the sender included; not more than 128 characters
   */
  claim(key: string, leaseSeconds: number): Promise<Claim>;
  /** Notes the answer, for the same message when it comes again. Without effect when the claim has gone to another. */
  finish(key: string, token: string, reply: string): Promise<void>;
}

/** Where conversations are kept. */
export interface SessionStore {
  /** `version` is 0 for one that does not exist yet. */
  load(openid: string): Promise<{ value: RobotSession; version: number }>;
  /** Stores it if nobody has since `version`. An empty value takes it away. @returns whether it was stored */
  save(openid: string, version: number, value: RobotSession): Promise<boolean>;
}

export interface MessageServerOptions<S extends RobotSession> {
  robot: Robot<S>;
  /** As entered in the platform's server settings: 3 to 32 letters and digits. */
  token: string;
  /** With one, only encrypted messages are accepted, and answers are encrypted; without one none is. */
  aesKey: string | null;
  /** Keys that were in use before: tried when `aesKey` does not fit; the answer is encrypted with the one that did. */
  previousAesKeys?: readonly string[] | undefined;
  /** Whose messages these are: what stands inside the envelope. */
  appid: string;
  inbox: Inbox;
  sessions: SessionStore;
  /** The clock, in milliseconds. */
  now: () => number;
  /** How far a message's timestamp may be from our clock. Default 600 s. */
  toleranceSeconds?: number | undefined;
  /** When `success` goes on the wire and the answer is sent later. Default 4500 ms. */
  lateAfterMs?: number | undefined;
  /** Sends an answer that came too late as a customer-service message. */
  sendLater: (openid: string, reply: Reply) => Promise<void>;
  /** What the person reads when a handler throws. */
  apology: string;
  /** Told what happened that nobody answers for; never with the content of a message. */
  onEvent?: ((event: MessageServerEvent) => void) | undefined;
  /**
   * Told of work that goes on after the answer (a late handler and what it sends), which never rejects: where a function
   * is frozen once it has answered, hand it to the platform's `waitUntil`.
   */
  background?: ((work: Promise<void>) => void) | undefined;
  /** How time is waited for. Default is setTimeout; tests put theirs here. */
  timer?: Timer | undefined;
}

/** Calls `ring` after `ms`. @returns what calls it off */
export type Timer = (ms: number, ring: () => void) => () => void;

export type MessageServerEvent =
  /** `reason` is for the log: signature, stale, plaintext, encrypted, envelope, appid, receiver, xml, size, fields … */
  | { kind: "refused"; reason: string; status: number; hint?: string | undefined }
  /** `handler` is as it was registered: `robot.filter(/^查/)`. Undefined where it was a middleware that failed. */
  | { kind: "handler_failed"; type: string; handler?: string | undefined; error: unknown }
  | { kind: "late"; type: string; afterMs: number }
  | { kind: "late_unsent"; type: string; error: unknown }
  | { kind: "session_unsaved"; error: unknown }
  | { kind: "inbox_failed"; error: unknown }
  | { kind: "reply_cut"; type: string };

/** Answers what WeChat sends to the server address: GET checks the address, POST brings a message. Never throws. */
export type MessageServer = (request: Request) => Promise<Response>;
