import { type Deadline, realTimer, sleep, startDeadline } from "./deadline";
import { type AnsweringOptions, SharedStateAway } from "./handling";
import { createAnswering } from "./message-answer";
import { readMessageBody } from "./message-body";
import { createEnvelopes } from "./message-envelope";
import { MessageRefusal } from "./message-refusal";
import type { MessageServer, MessageServerEvent, MessageServerOptions, RobotSession } from "./types";

const plain = {
  "content-type": "text/plain; charset=utf-8",
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
};
const xml = { ...plain, "content-type": "text/xml; charset=utf-8" };

/** What a stranger is told: not which of the checks it was. */
const refusals: Readonly<Record<number, string>> = {
  400: "This message cannot be read.\n",
  403: "This request is not accepted.\n",
  405: "Only GET and POST.\n",
  408: "The message took too long.\n",
  413: "The message is too large.\n",
};

/** Waited after the deadline, so that WeChat's 5 seconds are over. */
const silenceMs = 600;

/**
 * The official account's server address, in plain, compatible and safe mode: the options alone decide which, never the
 * request. (Message server)
 *
 * A request is refused with a 4xx and forgotten. Whatever the robot does, WeChat gets an answer in time; what comes later is
 * sent by `sendLater`. While the inbox or the sessions cannot be reached, for as long as an answer may take, nothing is done
 * about a message and none is given: WeChat sends again only what got no answer within its 5 seconds, and has the person
 * told that the account is not available if that does not help. So the 503 comes after them.
 * @throws WechatError kind `config` for a token or an AES key that is none
 */
export function createMessageServer<S extends RobotSession = RobotSession>(
  given: MessageServerOptions<S>,
): MessageServer {
  const options: AnsweringOptions<S> = {
    ...given,
    timer: given.timer ?? realTimer,
    onEvent: (event) => tell(given, event),
  };
  const { now, timer, lateAfterMs = 4500 } = options;
  const envelopes = createEnvelopes(options);
  const answer = createAnswering(options);

  async function receive(request: Request, query: URLSearchParams, deadline: Deadline): Promise<Response> {
    const at = now();
    const body = () => readMessageBody(request, envelopes.maxBodyBytes, deadline);
    const { message, seal } = await envelopes.open(query, body);
    const reply = await answer({ message, at, deadline });
    if (reply === "") return new Response("success", { headers: plain });
    return new Response(seal(reply), { headers: xml });
  }

  async function respond(request: Request, deadline: Deadline): Promise<Response> {
    const query = new URLSearchParams(request.url.slice(request.url.indexOf("?") + 1));
    switch (request.method) {
      case "GET":
        return new Response(envelopes.echo(query), { headers: plain });
      case "POST":
        return receive(request, query, deadline);
      default:
        throw new MessageRefusal("method");
    }
  }

  async function failed(error: unknown, deadline: Deadline): Promise<Response> {
    if (error instanceof MessageRefusal) {
      const { reason, status, hint } = error;
      options.onEvent({ kind: "refused", reason, status, hint });
      const headers = reason === "method" ? { ...plain, allow: "GET, POST" } : plain;
      return new Response(refusals[status], { status, headers });
    }
    if (error instanceof SharedStateAway) {
      await deadline.passed;
      await sleep(timer, silenceMs);
    } else {
      options.onEvent({ kind: "inbox_failed", error });
    }
    return new Response("Try again.\n", { status: 503, headers: plain });
  }

  return async (request) => {
    const deadline = startDeadline(timer, lateAfterMs);
    try {
      return await respond(request, deadline);
    } catch (error) {
      return await failed(error, deadline);
    } finally {
      deadline.callOff();
    }
  };
}

/** An observer's fault is none of WeChat's business. */
function tell<S extends RobotSession>({ onEvent }: MessageServerOptions<S>, event: MessageServerEvent): void {
  try {
    onEvent?.(event);
  } catch {
    // It has had its chance.
  }
}
