import { WechatConfigError } from "../errors";
import {
  type EventOf,
  type Fits,
  fitsAnyEvent,
  fitsAnything,
  fitsClick,
  fitsEvent,
  fitsMessage,
  fitsText,
  type MessageOf,
} from "./fits";
import { handlerName, noteThrower } from "./handler-name";
import type { EventMessage, RobotMessage, UserMessage } from "./message-types";
import { runMiddleware } from "./middleware";
import { replyOf } from "./reply";
import type { Reply } from "./reply-types";
import type { Handler, Middleware, Robot, RobotContext, RobotSession, TextPattern } from "./types";

/** Asks one handler; null when the message is not for it. */
type Route<S extends RobotSession> = (
  message: RobotMessage,
  context: RobotContext<S>,
) => Promise<Reply | null | undefined> | null;

/** The kinds of handlers, in the order in which they are asked. */
interface Routes<S extends RobotSession> {
  chosen: Route<S>[];
  own: Route<S>[];
  events: Route<S>[];
  last: Route<S>[];
}

/**
 * The answers of an official account: register handlers by kind, then hand it to `createMessageServer`. What is registered
 * while a message is being answered counts from the next one on.
 *
 * A handler's result: `undefined` leaves the message to the next handler, `null` and `""` end it without an answer.
 * Methods that register throw WechatConfigError for what is no function, pattern or key.
 */
export function createRobot<S extends RobotSession = RobotSession>(): Robot<S> {
  const middleware: Middleware<S>[] = [];
  const routes: Routes<S> = { chosen: [], own: [], events: [], last: [] };

  const add = <M extends RobotMessage>(
    kind: keyof Routes<S>,
    name: string,
    fits: Fits<M>,
    handler: Handler<M, S>,
    pattern?: TextPattern,
  ): Robot<S> => {
    checkFunction(handler, name);
    routes[kind].push(routeTo(handlerName(name, pattern), fits, handler));
    return robot;
  };
  const message =
    <T extends UserMessage["MsgType"]>(name: string, type: T) =>
    (handler: Handler<MessageOf<T>, S>) =>
      add("own", name, fitsMessage(type), handler);
  const event =
    <E extends EventMessage["Event"]>(name: string, type: E) =>
    (handler: Handler<EventOf<E>, S>) =>
      add("own", name, fitsEvent(type), handler);

  const robot: Robot<S> = {
    use: (one) => {
      checkFunction(one, "use");
      middleware.push(one);
      return robot;
    },
    filter: (pattern, handler) => add("chosen", "filter", fitsText(pattern), handler, pattern),
    keyClick: (key, handler) => add("chosen", "keyClick", fitsClick(key), handler, key),

    text: message("text", "text"),
    image: message("image", "image"),
    voice: message("voice", "voice"),
    video: message("video", "video"),
    shortvideo: message("shortvideo", "shortvideo"),
    location: message("location", "location"),
    link: message("link", "link"),
    unknown: message("unknown", "unknown"),

    subscribe: event("subscribe", "subscribe"),
    unsubscribe: event("unsubscribe", "unsubscribe"),
    scan: event("scan", "SCAN"),
    locationEvent: event("locationEvent", "LOCATION"),
    click: event("click", "CLICK"),
    view: event("view", "VIEW"),
    viewMiniprogram: event("viewMiniprogram", "view_miniprogram"),
    scancodePush: event("scancodePush", "scancode_push"),
    scancodeWaitmsg: event("scancodeWaitmsg", "scancode_waitmsg"),
    picSysphoto: event("picSysphoto", "pic_sysphoto"),
    picPhotoOrAlbum: event("picPhotoOrAlbum", "pic_photo_or_album"),
    picWeixin: event("picWeixin", "pic_weixin"),
    locationSelect: event("locationSelect", "location_select"),
    templateSendJobFinish: event("templateSendJobFinish", "TEMPLATESENDJOBFINISH"),
    massSendJobFinish: event("massSendJobFinish", "MASSSENDJOBFINISH"),
    subscribeMsgPopup: event("subscribeMsgPopup", "subscribe_msg_popup_event"),
    subscribeMsgChange: event("subscribeMsgChange", "subscribe_msg_change_event"),
    subscribeMsgSent: event("subscribeMsgSent", "subscribe_msg_sent_event"),
    userAuthorizationRevoke: event("userAuthorizationRevoke", "user_authorization_revoke"),
    userAuthorizationCancellation: event("userAuthorizationCancellation", "user_authorization_cancellation"),
    userInfoModified: event("userInfoModified", "user_info_modified"),
    unknownEvent: event("unknownEvent", "unknown"),
    event: (handler) => add("events", "event", fitsAnyEvent, handler),
    handler: (handler) => add("last", "handler", fitsAnything, handler),

    answer: (received, context) => {
      const { chosen, own, events, last } = routes;
      const asked = [...chosen, ...own, ...events, ...last];
      return runMiddleware(middleware, received, context, () => ask(asked, received, context));
    },
  };
  return robot;
}

async function ask<S extends RobotSession>(
  routes: readonly Route<S>[],
  message: RobotMessage,
  context: RobotContext<S>,
): Promise<Reply | null> {
  for (const route of routes) {
    const asked = route(message, context);
    if (asked === null) continue;
    const answer = await asked;
    if (answer !== undefined) return answer;
  }
  return null;
}

function routeTo<M extends RobotMessage, S extends RobotSession>(
  name: string,
  fits: Fits<M>,
  handler: Handler<M, S>,
): Route<S> {
  const answer = async (message: M, context: RobotContext<S>) => {
    try {
      return replyOf(await handler(message, context), `A handler of ${name}`);
    } catch (error) {
      noteThrower(error, name);
      throw error;
    } finally {
      context.match = null;
    }
  };
  return (message, context) => {
    const fit = fits(message);
    if (fit === null) return null;
    // Not a copy of the context: a handler may put another object into its session.
    context.match = fit.match;
    return answer(fit.message, context);
  };
}

function checkFunction(handler: unknown, name: string): void {
  if (typeof handler === "function") return;
  const got = handler === null ? "null" : typeof handler;
  throw new WechatConfigError(`robot.${name} needs a function, got ${got}`);
}
