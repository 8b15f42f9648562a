import { WechatConfigError } from "../errors";
import type { ClickEvent, EventMessage, RobotMessage, TextMessage, UserMessage } from "./message-types";
import { textTest } from "./text-pattern";
import type { TextPattern } from "./types";

/** A message that is for a handler, with what its pattern found. */
export interface Fit<M extends RobotMessage> {
  message: M;
  match: RegExpExecArray | null;
}

/** Whether a message is for a handler. */
export type Fits<M extends RobotMessage> = (message: RobotMessage) => Fit<M> | null;

/** The message that has this MsgType. */
export type MessageOf<T extends UserMessage["MsgType"], M = UserMessage> = M extends { MsgType: T }
  ? M
  : never;

/** The event of this name; several names may share a shape. */
export type EventOf<E extends EventMessage["Event"], M = EventMessage> = M extends { Event: infer Names }
  ? E extends Names
    ? M
    : never
  : never;

export function fitsMessage<T extends UserMessage["MsgType"]>(type: T): Fits<MessageOf<T>> {
  const is = (message: RobotMessage): message is MessageOf<T> => message.MsgType === type;
  return (message) => (is(message) ? { message, match: null } : null);
}

export function fitsEvent<E extends EventMessage["Event"]>(type: E): Fits<EventOf<E>> {
  const is = (message: RobotMessage): message is EventOf<E> =>
    message.MsgType === "event" && message.Event === type;
  return (message) => (is(message) ? { message, match: null } : null);
}

export const fitsAnyEvent: Fits<EventMessage> = (message) =>
  message.MsgType === "event" ? { message, match: null } : null;

export const fitsAnything: Fits<RobotMessage> = (message) => ({ message, match: null });

/** @throws WechatConfigError for what is no pattern */
export function fitsText(pattern: TextPattern): Fits<TextMessage> {
  const test = textTest(pattern);
  return (message) => {
    if (message.MsgType !== "text") return null;
    const found = test(message.Content);
    if (found === null) return null;
    return { message, match: found === true ? null : found };
  };
}

/** @throws WechatConfigError for an empty key */
export function fitsClick(key: string): Fits<ClickEvent> {
  if (typeof key !== "string" || key === "")
    throw new WechatConfigError("robot.keyClick needs the key of a menu button");
  return (message) =>
    message.MsgType === "event" && message.Event === "CLICK" && message.EventKey === key
      ? { message, match: null }
      : null;
}
