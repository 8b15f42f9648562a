import { now } from "../../clock";
import { config } from "../../config";
import { db, transaction } from "../../db";
import { store } from "../../store";
import type { SubscribeSentEvent, TemplateSendEvent } from "../../wechat/robot/message-types";
import { deliveryProblem } from "./problems";

/** WeChat's word on whether a message that we sent has arrived. Only the first word on each counts. */

const outcomeOf = (status: string) => {
  const problem = deliveryProblem(status);
  return { state: problem === null ? "delivered" : "failed", problem, finishedAt: now() };
};

type Delivery = { appid: string; openid: string; msgId: string; status: string };

async function settle({ appid, openid, msgId, status }: Delivery): Promise<boolean> {
  const where = { appid, openid, msgId, api: "template", state: "sent" };
  return (await db().orderNotice.updateMany({ where, data: outcomeOf(status) })).count > 0;
}

const earlyKey = (appid: string, msgId: string) => `notice:delivered:${appid}:${msgId}`;
const earlySeconds = 60 * 60;

/**
 * Takes up a delivery that was told before the message's number was written down. Whoever writes the number asks here
 * afterwards, and whoever leaves word here looks for the number afterwards: one of the two finds the other.
 */
export async function settleEarlyDelivery(notice: Omit<Delivery, "status">): Promise<void> {
  const status = await store().take(earlyKey(notice.appid, notice.msgId));
  if (status !== null) await settle({ ...notice, status });
}

/** Whether a message to this person is on its way whose number nobody has written down yet. */
const isBeingSent = async ({ appid, openid }: Delivery): Promise<boolean> =>
  (await db().orderNotice.count({
    where: { appid, openid, api: "template", state: "waiting", sentAt: { not: null } },
  })) > 0;

/** Notes whether a template message has arrived. A number that is none of ours changes nothing. (Event TEMPLATESENDJOBFINISH) */
export async function noteTemplateDelivery(event: TemplateSendEvent): Promise<void> {
  const appid = config().auth.mp?.appid;
  if (!appid || !/^\d{1,20}$/.test(event.MsgID)) return;
  const delivery = {
    appid,
    openid: event.FromUserName,
    msgId: event.MsgID,
    status: event.Status.slice(0, 100),
  };
  if (await settle(delivery)) return;
  if ((await db().orderNotice.count({ where: { appid, msgId: delivery.msgId } })) > 0) return;
  // Other programs of the same account send messages too: their numbers are kept only while one of ours is on its way.
  if (!(await isBeingSent(delivery))) {
    // It may have been, until a moment ago.
    await settle(delivery);
    return;
  }
  await store().put(earlyKey(appid, delivery.msgId), delivery.status, earlySeconds);
  if (await settle(delivery)) await store().take(earlyKey(appid, delivery.msgId));
}

type Sent = SubscribeSentEvent["List"][number];

const sentStatus = ({ ErrorCode, ErrorStatus }: Sent): string => {
  if (ErrorCode === 0) return "success";
  // A success that is none would be taken for one.
  return /^\s*success\s*$/i.test(ErrorStatus)
    ? `failed: ${ErrorCode}`
    : ErrorStatus || `failed: ${ErrorCode}`;
};

/**
 * Sending a subscription notice gives no number: it is the oldest to this person, of this template, still unheard of. The
 * person's rows are taken before they are read, so that an event that comes twice at once counts once.
 */
async function settleSubscription(appid: string, openid: string, sent: Sent): Promise<void> {
  const { TemplateId: templateId, MsgID } = sent;
  const msgId = /^\d{1,20}$/.test(MsgID) ? MsgID : null;
  const theirs = { appid, openid, templateId, api: "subscribe" };
  await transaction(async (tx) => {
    const { count } = await tx.orderNotice.updateMany({ where: theirs, data: { appid } });
    if (count === 0) return;
    if (msgId && (await tx.orderNotice.count({ where: { appid, msgId } })) > 0) return;
    const unheard = { state: { in: ["sent", "waiting"] }, sentAt: { not: null }, msgId: null };
    const notice = await tx.orderNotice.findFirst({
      where: { ...theirs, ...unheard },
      orderBy: { id: "asc" },
    });
    if (!notice) return;
    const data = { ...outcomeOf(sentStatus(sent)), msgId };
    await tx.orderNotice.update({ where: { id: notice.id }, data });
  });
}

/** Notes whether subscription notices have arrived. (Event subscribe_msg_sent_event) */
export async function noteNoticeDelivery(event: SubscribeSentEvent): Promise<void> {
  const appid = config().auth.mp?.appid;
  if (!appid) return;
  for (const sent of event.List) await settleSubscription(appid, event.FromUserName, sent);
}
