import { AsyncLocalStorage } from "node:async_hooks";
import { nowMs } from "../clock";
import { type Config, config } from "../config";
import { log } from "../log";
import { WechatApiError } from "../wechat/errors";
import { lateMessageOf } from "../wechat/robot/late-reply";
import { createMessageServer } from "../wechat/robot/message-server";
import type { Reply } from "../wechat/robot/reply-types";
import type { MessageServer, MessageServerEvent, Robot, RobotSession } from "../wechat/robot/types";
import { wxclient } from "../weixin";
import { databaseInbox } from "./inbox";
import { untilAnswered } from "./late-answers";
import { databaseSessions } from "./sessions";

/** What somebody reads whose message could not be handled. */
const apology = "抱歉，我这边出了点问题，请稍后再试。";

/**
 * Who left the account meanwhile, has not written for too long, wants no messages, or is on the account's blacklist, cannot be
 * sent anything: nothing is wrong.
 */
const isClosed = (error: unknown): boolean =>
  error instanceof WechatApiError && [45015, 45047, 48002, 43019].includes(error.errcode);

function levelOf(event: MessageServerEvent): "info" | "warn" | "error" {
  switch (event.kind) {
    case "late":
    case "reply_cut":
      return "info";
    case "late_unsent":
      return isClosed(event.error) ? "info" : "error";
    case "refused":
    case "session_unsaved":
      return "warn";
    case "handler_failed":
    case "inbox_failed":
      return "error";
  }
}

/** What happened, in the log: without openids and without what people write. */
function tell(event: MessageServerEvent): void {
  const { kind, ...fields } = event;
  log[levelOf(event)](`robot.${kind}`, fields);
}

/** Keeps the process at work that goes on after the answer. */
export type KeepAlive = (work: Promise<void>) => void;
const keeper = new AsyncLocalStorage<KeepAlive>();

/** Sends an answer that came too late as a customer-service message. */
async function sendLater(openid: string, reply: Reply): Promise<void> {
  const message = lateMessageOf(reply);
  // Staff cannot take over so late, and a film without a cover cannot be sent.
  if (!message) throw new Error(`A late answer of type ${reply.type} cannot be sent`);
  await wxclient().sendCustom(openid, message);
}

function newServer<S extends RobotSession>(
  { robot: settings, auth }: Config,
  robot: Robot<S>,
): MessageServer | null {
  if (!settings) return null;
  const appid = auth.mp?.appid ?? "";
  return createMessageServer({
    robot,
    token: settings.token,
    aesKey: settings.aesKey,
    previousAesKeys: settings.previousAesKeys,
    appid,
    inbox: databaseInbox(),
    sessions: databaseSessions(appid),
    now: nowMs,
    sendLater,
    apology,
    onEvent: tell,
    background: (work) => {
      untilAnswered(work);
      keeper.getStore()?.(work);
    },
  });
}

type Kept = { settings: string; server: MessageServer | null };
const key = Symbol.for("moonstone.messageServers");
const holder = globalThis as { [key]?: WeakMap<object, Kept> };

/**
 * One instance for each robot of the process, so that messages that come at once meet in it. There is one robot, but for
 * hot reloads, and for Next, which has its own copy of what the server answers ahead of it.
 */
function serverOf<S extends RobotSession>(robot: Robot<S>): MessageServer | null {
  holder[key] ??= new WeakMap();
  const servers = holder[key];
  const current = config();
  const settings = JSON.stringify([current.robot, current.auth.mp, current.databaseUrl]);
  const kept = servers.get(robot);
  if (kept?.settings === settings) return kept.server;
  const server = newServer(current, robot);
  servers.set(robot, { settings, server });
  return server;
}

const notHere = () =>
  new Response("not here", { status: 404, headers: { "content-type": "text/plain; charset=utf-8" } });

/**
 * Answers what WeChat sends to the official account's server address: the check of the address, and messages.
 * (Server address check; receiving messages)
 * @returns 404 while no WEROBOT_TOKEN is set
 */
export async function answerMessage<S extends RobotSession>(
  request: Request,
  robot: Robot<S>,
): Promise<Response> {
  const server = serverOf(robot);
  return server ? server(request) : notHere();
}

/**
 * The same, at WEROBOT_ROLE only: for the route, which Next has at its own path as well. Vercel has rewritten the
 * address before, and need not tell what it was.
 * @param keepAlive is given what goes on after the answer: a platform may freeze a process that has answered
 */
export async function answerMessageAtRole<S extends RobotSession>(
  request: Request,
  robot: Robot<S>,
  keepAlive: KeepAlive,
): Promise<Response> {
  const atRole = new URL(request.url).pathname === config().robot?.path;
  if (!atRole && !process.env.VERCEL) return notHere();
  return keeper.run(keepAlive, () => answerMessage(request, robot));
}
