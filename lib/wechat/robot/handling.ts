import { type Deadline, untilPassed } from "./deadline";
import { fitReply } from "./fit-reply";
import { throwerOf } from "./handler-name";
import { type FoundSession, loadSession, saveSession, sessionOf } from "./message-session";
import type { RobotMessage } from "./message-types";
import type { Reply } from "./reply-types";
import { replyXml } from "./reply-xml";
import { Turns } from "./turns";
import type { MessageServerEvent, MessageServerOptions, RobotContext, RobotSession, Timer } from "./types";

/** What all processes share cannot be reached, so nothing can be done about a message. */
export class SharedStateAway extends Error {
  override name = "SharedStateAway";
}

/** The server's options, with what they may leave out. */
export interface AnsweringOptions<S extends RobotSession> extends MessageServerOptions<S> {
  timer: Timer;
  /** Does not throw. */
  onEvent: (event: MessageServerEvent) => void;
}

/** A message on its way through. */
export interface Arrival {
  message: RobotMessage;
  /** Milliseconds, by the server's clock. */
  at: number;
  deadline: Deadline;
}

/** What a message is answered with. */
export interface Decision {
  reply: Reply | null;
  /** "" for none. */
  xml: string;
  /** Resolves when the session is stored, or could not be. */
  stored: Promise<void>;
}

/** A message that is being handled. */
export interface Handling {
  /** Rejects with SharedStateAway when the session cannot be read, and with nothing else. */
  decided: Promise<Decision>;
  /** That it is the session which everything waits for. */
  isLoading: boolean;
}

/** When a handler that does not end lets the same person's next message go ahead. */
const patienceMs = 30_000;

/** How long after the deadline a handler is waited for: what holds on to one that never ends must not grow and grow. */
const longestMs = 5 * 60_000;

/** What kind of message it was, as WeChat calls it: for the log. */
export function typeOf(message: RobotMessage): string {
  if (message.MsgType === "unknown") return message.type;
  if (message.MsgType !== "event") return message.MsgType;
  return message.Event === "unknown" ? message.type : message.Event;
}

/** Events upon which a person looks into the chat for an answer: the others tell of things that happen elsewhere. */
const awaited: ReadonlySet<string> = new Set(["subscribe", "SCAN", "CLICK", "scancode_waitmsg"]);

const isAwaited = (message: RobotMessage): boolean =>
  message.MsgType !== "event" || awaited.has(message.Event);

/** Has the robot answer messages, those of one person one after the other, and keeps their sessions. */
export function createHandling<S extends RobotSession>(
  options: AnsweringOptions<S>,
): (arrival: Arrival) => Handling {
  const { sessions, onEvent, timer } = options;
  const turns = new Turns(timer, patienceMs);

  return (arrival) => {
    const state = { isLoading: false };
    return Object.assign(state, { decided: decide(arrival, state) });
  };

  async function decide({ message, deadline }: Arrival, state: { isLoading: boolean }): Promise<Decision> {
    const leave = await turns.enter(message.FromUserName);
    let stored = Promise.resolve();
    try {
      state.isLoading = true;
      const found = await find(message.FromUserName, deadline);
      state.isLoading = false;
      const context: RobotContext<S> = {
        session: sessionOf(found) as Partial<S>,
        match: null,
        get late() {
          return deadline.signal;
        },
      };
      const answer = await asked(options, { message, deadline }, context);
      if (answer.isHandled) stored = store(message.FromUserName, found, context.session);
      return { ...answer, stored };
    } finally {
      void stored.then(leave);
    }
  }

  async function find(openid: string, deadline: Deadline): Promise<FoundSession> {
    let isTold = false;
    const found = await untilPassed(deadline, timer, async () => {
      try {
        return await loadSession(sessions, openid);
      } catch (error) {
        if (!isTold) onEvent({ kind: "inbox_failed", error });
        isTold = true;
        return null;
      }
    });
    if (!found) throw new SharedStateAway("The session cannot be read");
    return found;
  }

  async function store(openid: string, found: FoundSession, left: unknown): Promise<void> {
    try {
      await saveSession(sessions, openid, found, left);
    } catch (error) {
      onEvent({ kind: "session_unsaved", error });
    }
  }
}

/** The robot's answer, made to fit. A handler that throws leaves no trace but the apology. */
async function asked<S extends RobotSession>(
  { robot, now, apology, onEvent, timer }: AnsweringOptions<S>,
  { message, deadline }: Pick<Arrival, "message" | "deadline">,
  context: RobotContext<S>,
): Promise<{ reply: Reply | null; xml: string; isHandled: boolean }> {
  const type = typeOf(message);
  const xmlOf = (reply: Reply) =>
    replyXml(reply, {
      to: message.FromUserName,
      from: message.ToUserName,
      createTime: Math.floor(now() / 1000),
    });
  try {
    const answer = await untilGivenUp(robot.answer(message, context), deadline, timer);
    if (!answer) return { reply: null, xml: "", isHandled: true };
    const { reply, cut } = fitReply(answer, message);
    if (cut) onEvent({ kind: "reply_cut", type });
    return { reply, xml: reply ? xmlOf(reply) : "", isHandled: true };
  } catch (error) {
    onEvent({ kind: "handler_failed", type, handler: throwerOf(error), error });
    if (!isAwaited(message)) return { reply: null, xml: "", isHandled: false };
    const reply: Reply = { type: "text", content: apology };
    return { reply, xml: xmlOf(reply), isHandled: false };
  }
}

/** What the handlers' work comes to. @throws Error when it has not ended long after the deadline */
async function untilGivenUp<T>(work: Promise<T>, deadline: Deadline, timer: Timer): Promise<T> {
  let isOver = false;
  let callOff = () => {};
  const givenUp = deadline.passed.then(
    () =>
      new Promise<never>((_, reject) => {
        if (isOver) return;
        callOff = timer(longestMs, () => reject(new Error("The handler has not ended: it is given up")));
      }),
  );
  try {
    return await Promise.race([work, givenUp]);
  } finally {
    isOver = true;
    callOff();
  }
}
