import { now } from "@/lib/clock";
import type { Tx } from "@/lib/db";
import { db } from "@/lib/db";
import { nonceStr, randomText, sign } from "@/lib/wechat/sign";
import { buildXml, type XmlFields } from "@/lib/wechat/xml";
import { sandboxAccounts } from "./accounts";
import { strikes } from "./faults";
import { secondsFromNow } from "./grants";
import { type BookedOrder, newTransactionId } from "./pay/order-book";
import { paidFields } from "./pay/paid-fields";
import { openidOf, people } from "./people";

/** Payment notifications, and forged ones. (WeChat Pay v2, payment notification) */

export const forgeries = ["signature", "unsigned", "amount", "appid", "mch_id", "openid"] as const;
export type Forgery = (typeof forgeries)[number];

const wrongKey = "0".repeat(32);

/** What a notification says; `sign` is missing. */
async function fieldsOf(order: BookedOrder): Promise<XmlFields> {
  const merchant = {
    appid: order.appid,
    mch_id: order.mchId,
    device_info: undefined,
    nonce_str: nonceStr(32),
  };
  return { return_code: "SUCCESS", result_code: "SUCCESS", ...merchant, ...(await paidFields(order)) };
}

const signed = (fields: XmlFields, order: BookedOrder, key: string): string =>
  buildXml({ ...fields, sign: sign(fields, key, order.signType === "MD5" ? "MD5" : "HMAC-SHA256") });

/** The notification's XML, signed as the order was. */
export async function noticeXml(order: BookedOrder): Promise<string> {
  return signed(await fieldsOf(order), order, sandboxAccounts.pay.key);
}

/** A notification that the shop must not believe. Of an order that nobody paid it claims that somebody did. */
export async function forgedXml(order: BookedOrder, forgery: Forgery): Promise<string> {
  const claimed = {
    ...order,
    transactionId: order.transactionId ?? newTransactionId(),
    paidAt: order.paidAt ?? now(),
  };
  const fields = await fieldsOf(claimed);
  const key = sandboxAccounts.pay.key;
  switch (forgery) {
    case "signature":
      return signed(fields, order, wrongKey);
    case "unsigned":
      return buildXml(fields);
    case "amount": {
      const amount = order.totalFee === 1 ? 2 : 1;
      return signed({ ...fields, total_fee: amount, cash_fee: amount }, order, key);
    }
    case "appid":
      return signed({ ...fields, appid: sandboxAccounts.qrcode.appid }, order, key);
    case "mch_id":
      return signed({ ...fields, mch_id: `16${randomText("0123456789", 8)}` }, order, key);
    case "openid": {
      const other = people
        .map((person) => openidOf(order.appid, person.id))
        .find((id) => id !== order.openid);
      return signed({ ...fields, openid: other }, order, key);
    }
  }
}

/** What is going to happen to the next payment's notification. */
export interface NoticePlan {
  lost: boolean;
  late: boolean;
  doubled: boolean;
  forged: boolean;
}

/** Takes the faults that strike the next payment's notification. */
export async function planNotice(): Promise<NoticePlan> {
  return {
    lost: await strikes("notice_lost"),
    late: await strikes("notice_late"),
    doubled: await strikes("notice_doubled"),
    forged: await strikes("notice_forged"),
  };
}

const lateSeconds = 15;

/** Enters the notification of a paid order, in the transaction that pays it. */
export async function enterNotice(
  tx: Tx,
  order: BookedOrder,
  xml: string,
  plan: NoticePlan,
  forgedText: string,
): Promise<void> {
  const common = { orderId: order.id, url: order.notifyUrl, createdAt: now() };
  // First, since notifications of one order go out in the order of their numbers.
  if (plan.forged) {
    await tx.sandboxNotice.create({
      data: { ...common, kind: "signature", body: forgedText, nextAttemptAt: now() },
    });
  }
  await tx.sandboxNotice.create({
    data: {
      ...common,
      body: xml,
      status: plan.lost ? "lost" : "waiting",
      copies: plan.doubled ? 2 : 1,
      nextAttemptAt: plan.late ? secondsFromNow(lateSeconds) : now(),
    },
  });
}

/** Enters a forged notification of an order, paid or not; it is sent once. @returns false when there is no such order */
export async function forgeForOrder(orderId: number, forgery: Forgery): Promise<boolean> {
  const order = await db().sandboxOrder.findUnique({ where: { id: orderId } });
  if (!order) return false;
  const body = await forgedXml(order, forgery);
  await db().sandboxNotice.create({
    data: { orderId, kind: forgery, url: order.notifyUrl, body, nextAttemptAt: now(), createdAt: now() },
  });
  return true;
}

/** Enters a forged notification beside a genuine one. @returns false when there is no such notification */
export async function forgeNotice(noticeId: number, forgery: Forgery): Promise<boolean> {
  const notice = await db().sandboxNotice.findUnique({ where: { id: noticeId }, select: { orderId: true } });
  return notice ? forgeForOrder(notice.orderId, forgery) : false;
}

/** Sends a notification once more, as it was; a lost or given up one starts from the beginning. */
export async function resendNotice(id: number): Promise<boolean> {
  const notice = await db().sandboxNotice.findUnique({ where: { id }, select: { status: true } });
  if (!notice) return false;
  const again = notice.status === "waiting" ? {} : { status: "waiting", attempts: 0, copies: 1 };
  await db().sandboxNotice.update({ where: { id }, data: { ...again, nextAttemptAt: now() } });
  return true;
}
