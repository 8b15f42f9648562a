import { now } from "../../clock";
import { config, type OrderNoticeKind } from "../../config";
import { db, type Prisma } from "../../db";
import { log } from "../../log";
import { WechatError } from "../../wechat/errors";
import { wasNeverSent } from "../../wechat/transport";
import { tplData } from "../../wechat/wxclient";
import { wxclient } from "../../weixin";
import { settleEarlyDelivery } from "./delivery";
import { factsOf, hasOlderWaiting, type NoticeWithOrder, noticeKind, noticeWithOrder } from "./facts";
import { finalProblem, passingProblem } from "./problems";
import { noticeMessage } from "./templates";

/** News that is older than this is none. */
const longestWaitMs = 24 * 60 * 60_000;

/** Changes a notice that is still to be sent; one of which the delivery has been told meanwhile stays as it is. */
async function change(
  id: number,
  data: Prisma.OrderNoticeUpdateManyMutationInput,
  found: { sentAt?: Date | null } = {},
): Promise<boolean> {
  const { count } = await db().orderNotice.updateMany({ where: { ...found, id, state: "waiting" }, data });
  return count === 1;
}

async function fail(id: number, problem: string): Promise<void> {
  await change(id, { state: "failed", problem, finishedAt: now() });
  log.warn("notice.failed", { id, problem });
}

/** Which template it goes by now; null when the feature was switched off since, or is another account's. */
function routeOf({ appid }: NoticeWithOrder, kind: OrderNoticeKind | null) {
  const { auth, notices } = config();
  const templateId = kind && notices.templates[kind];
  return kind && templateId && auth.mp?.appid === appid ? { kind, templateId, api: notices.api } : null;
}
type Route = NonNullable<ReturnType<typeof routeOf>>;

/** Hands the message to WeChat. @returns what WeChat calls it; null for a subscription notice, which has no number yet */
async function hand(notice: NoticeWithOrder, route: Route, message: ReturnType<typeof noticeMessage>) {
  const { id, openid } = notice;
  const { templateId, api } = route;
  const { data, page } = message;
  switch (api) {
    case "template": {
      // WeChat sends a message of the same client_msg_id once in ten minutes: see mayBeRepeated.
      const options = { url: page, clientMsgId: `order-notice-${id}` };
      return (await wxclient().sendTpl(openid, templateId, tplData(data), options)).msgid;
    }
    case "subscribe":
      await wxclient().bizsend(openid, templateId, tplData(data), { page });
      return null;
  }
}

/** WeChat knows a client_msg_id again for ten minutes, of which a call that is slow takes some. (Template messages) */
const repeatableMs = 9 * 60_000;

/**
 * Whether a message can be sent that may have gone out before, at `sentAt`: a template message by its client_msg_id, while
 * WeChat remembers it. A subscription notice has no such number.
 */
function mayBeRepeated({ api, sentAt }: NoticeWithOrder, route: Route): boolean {
  if (sentAt === null) return true;
  const known = api === "template" && route.api === "template";
  return known && now().getTime() - sentAt.getTime() < repeatableMs;
}

const unknownProblem = "微信没有回答，不知道有没有送到；为了不重复，不再发送";

async function noteUnknown(id: number): Promise<void> {
  await change(id, { state: "sent", problem: unknownProblem });
  log.warn("notice.unknown", { id });
}

async function attempt(notice: NoticeWithOrder, route: Route): Promise<void> {
  const { id, createdAt, sentAt, state } = notice;
  const { kind, templateId, api } = route;
  if (state !== "waiting") return;
  if (!mayBeRepeated(notice, route)) return noteUnknown(id);
  if (now().getTime() - createdAt.getTime() > longestWaitMs) return fail(id, "一天之内没有发出去，不再发送");
  const facts = factsOf(notice, kind);
  if (!facts) return fail(id, "对应的退款已经不存在");
  if (await hasOlderWaiting(notice)) throw new Error("An older notice of the order comes first");
  await needToken(id);
  // Noted before it goes out: the news of its delivery may be here before our own answer is, and this process may not be there
  // any more. It stays the time of the first attempt that may have succeeded. Of two processes that found none, one goes on.
  const firstAt = sentAt ?? now();
  if (!(await change(id, { templateId, api, sentAt: firstAt }, { sentAt }))) return;
  try {
    const msgId = await hand(notice, route, noticeMessage(api, kind, facts));
    await change(id, { state: "sent", msgId, problem: null });
    if (msgId) await settleEarlyDelivery({ appid: notice.appid, openid: notice.openid, msgId });
  } catch (error) {
    await noteError(notice, api, error);
  }
}

/** Without a token nothing goes out: that there is none must not look as if the message might have. */
async function needToken(id: number): Promise<void> {
  try {
    await wxclient().accessToken();
  } catch (error) {
    await change(id, { problem: passingProblem(error) });
    throw error;
  }
}

const mayHaveGoneOut = (error: unknown): boolean =>
  error instanceof WechatError && error.outcome === "unknown" && !wasNeverSent(error);

async function noteError({ id, sentAt }: NoticeWithOrder, api: Route["api"], error: unknown): Promise<void> {
  const problem = finalProblem(error);
  if (problem) return fail(id, problem);
  const unknown = mayHaveGoneOut(error);
  if (unknown && api === "subscribe") return noteUnknown(id);
  await change(id, { problem: passingProblem(error), ...(!unknown && { sentAt }) });
  throw error;
}

/**
 * Sends what a buyer is to be told of an order. What WeChat refuses for good ends it, with a problem that the operator
 * understands; one that nobody wants any more, or that is a day old, is not sent.
 * @param last whether it is not tried again after this
 * @throws what kept it from being sent this time: to be tried again
 */
export async function sendOrderNotice(id: number, last = false): Promise<void> {
  const notice = await noticeWithOrder(id);
  if (!notice) return;
  const route = routeOf(notice, noticeKind(notice.kind));
  if (!route) {
    await db().orderNotice.deleteMany({ where: { id, state: "waiting" } });
    return;
  }
  try {
    await attempt(notice, route);
  } catch (error) {
    if (last) await fail(id, `${passingProblem(error)}；试了很多次，不再发送`);
    throw error;
  }
}
