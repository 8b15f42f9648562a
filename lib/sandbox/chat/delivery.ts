import { now } from "@/lib/clock";
import { db, transaction } from "@/lib/db";
import { sandboxAccounts } from "../accounts";
import { secondsFromNow } from "../grants";
import { record } from "../ledger";
import { isPersonId, openidOf, type PersonId } from "../people";
import { addLine, addNote } from "./book";
import { endpointUrl, pushMode } from "./mode";
import { type RawAnswer, readAnswer, type Verdict } from "./push-answer";
import { type PushPlan, planPush } from "./push-faults";
import { type PushFlaw, pushRequest, requestText } from "./push-request";
import { type Delivery, explainFlawed, explainPush, pushName, type Told } from "./push-why";
import { callShop, type Deadline } from "./shop-call";
import { openSession } from "./staff";
import type { PushMode } from "./types";

/** Brings one message to the shop's server: three times, five seconds each. (Receiving messages; passive replies) */

export type Push = NonNullable<Awaited<ReturnType<ReturnType<typeof db>["sandboxPush"]["findUnique"]>>>;

export interface DeliveryOptions {
  /** For tests, in place of AbortSignal.timeout. */
  deadline?: Deadline;
}

export const mostDeliveries = 3;
/** After which another process may take over a delivery whose outcome nobody wrote down. */
const leaseSeconds = 6;

// Whoever looks for what is due passes over what this process is busy with.
const key = Symbol.for("moonstone.sandbox.pushes-under-way");
const holder = globalThis as { [key]?: Set<number> };
holder[key] ??= new Set();
const underWay = holder[key];

export const isUnderWay = (pushId: number): boolean => underWay.has(pushId);

/**
 * Delivers until there is a good answer or three were not.
 * @returns how many deliveries this call made; one for what it lost or gave up without any
 */
export async function deliverPush(push: Push, options: DeliveryOptions = {}): Promise<number> {
  if (underWay.has(push.id)) return 0;
  underWay.add(push.id);
  try {
    return await deliverInTurn(push, options.deadline ?? ((ms) => AbortSignal.timeout(ms)));
  } finally {
    underWay.delete(push.id);
  }
}

/** Everything that stays the same from one delivery to the next. */
interface Trip {
  push: Push;
  personId: PersonId;
  openid: string;
  endpoint: string;
  mode: PushMode;
  deadline: Deadline;
}

async function deliverInTurn(push: Push, deadline: Deadline): Promise<number> {
  const endpoint = endpointUrl();
  const { personId } = push;
  if (!isPersonId(personId)) return 0;
  const mode = await pushMode();
  let plan: PushPlan | null = null;
  let made = 0;
  for (let attempt = push.attempts + 1; attempt <= mostDeliveries; attempt += 1) {
    if (!(await claim(push.id, attempt))) return made;
    if (endpoint === null) break;
    const openid = openidOf(sandboxAccounts.mp.appid, personId);
    const trip = { push, personId, openid, endpoint, mode, deadline };
    plan ??= await planPush(attempt, mode);
    if (plan.lost) {
      await lose(trip);
      return 1;
    }
    for (const flaw of attempt === 1 ? plan.flaws : []) await sendFlawed(trip, flaw);
    made += 1;
    const verdict = await sendOnce(trip, attempt, plan);
    if (verdict && (await settle(trip, verdict))) return made;
  }
  await giveUp(push, personId);
  return Math.max(made, 1);
}

/** Counts the delivery before it is made: whoever does, makes it. */
async function claim(id: number, attempt: number): Promise<boolean> {
  const { count } = await db().sandboxPush.updateMany({
    where: { id, status: "waiting", attempts: attempt - 1 },
    data: { attempts: attempt, lastAttemptAt: now(), nextAttemptAt: secondsFromNow(leaseSeconds) },
  });
  return count === 1;
}

/** @returns what the answer means; null for one that does not count */
async function sendOnce(trip: Trip, attempt: number, plan: PushPlan): Promise<Verdict | null> {
  const copies = attempt === 1 && plan.doubled ? 2 : 1;
  const ignored = plan.retried && attempt < mostDeliveries;
  const verdicts = await Promise.all(Array.from({ length: copies }, () => exchange(trip, attempt, ignored)));
  if (ignored) return null;
  return verdicts.find(({ kind }) => kind !== "bad") ?? verdicts[0] ?? null;
}

async function exchange(trip: Trip, attempt: number, ignored: boolean): Promise<Verdict> {
  const { push, openid, endpoint, mode } = trip;
  const request = pushRequest(endpoint, openid, push.body, mode);
  const answer = await callShop(request.url, request.body, trip.deadline);
  const verdict = await readAnswer(answer, { mode, openid, message: push.msgId !== null });
  const delivery = deliveryOf(trip, request, attempt);
  await enter(trip, requestText(request), answer, explainPush(delivery, answer, verdict, ignored));
  const data = { lastStatus: answer.status, lastAnswer: saidIn(answer, verdict).slice(0, 2000) };
  await db().sandboxPush.updateMany({ where: { id: push.id }, data });
  return verdict;
}

/** Decrypted. */
const saidIn = (answer: RawAnswer, verdict: Verdict): string =>
  (verdict.kind === "silent" ? null : verdict.opened) ?? answer.text;

const deliveryOf = ({ push, mode }: Trip, request: Delivery["request"], attempt: number): Delivery => ({
  name: push.name,
  message: push.body,
  mode,
  request,
  attempt,
  last: attempt === mostDeliveries,
});

async function sendFlawed(trip: Trip, flaw: PushFlaw): Promise<void> {
  const { push, openid, endpoint, mode } = trip;
  const request = pushRequest(endpoint, openid, push.body, mode, flaw);
  const answer = await callShop(request.url, request.body, trip.deadline);
  await enter(trip, requestText(request), answer, explainFlawed(deliveryOf(trip, request, 1), flaw, answer));
}

async function enter({ endpoint }: Trip, request: string, answer: RawAnswer, told: Told): Promise<void> {
  await record({
    direction: "out",
    method: "POST",
    address: endpoint,
    request,
    answer: answer.text,
    httpStatus: answer.status,
    durationMs: answer.durationMs,
    ...told,
  });
}

/** Takes over a good answer, once. @returns false for a bad one */
async function settle({ push, personId }: Trip, verdict: Verdict): Promise<boolean> {
  if (verdict.kind === "bad") return false;
  await transaction(async (tx) => {
    const where = { id: push.id, status: "waiting" };
    const { count } = await tx.sandboxPush.updateMany({ where, data: { status: "answered" } });
    if (count === 0 || verdict.kind === "silent" || isUnheard(push.name)) return;
    const person = await tx.sandboxPerson.findUnique({ where: { id: personId }, select: { follows: true } });
    if (!person?.follows) return;
    const { reply } = verdict;
    if (reply.kind === "transfer") await openSession(tx, personId, reply.account);
    else await addLine({ personId, from: "account", via: "reply", content: reply, pushId: push.id }, tx);
  });
  return true;
}

const unheard: ReadonlySet<string> = new Set([
  "unsubscribe",
  "VIEW",
  "view_miniprogram",
  "TEMPLATESENDJOBFINISH",
  "MASSSENDJOBFINISH",
  "subscribe_msg_popup_event",
  "subscribe_msg_change_event",
  "subscribe_msg_sent_event",
]);

/** Events of which a reply is shown to nobody. */
const isUnheard = (name: string): boolean => unheard.has(name);

async function giveUp({ id, name }: Push, personId: PersonId): Promise<void> {
  const { count } = await db().sandboxPush.updateMany({
    where: { id, status: "waiting" },
    data: { status: "failed" },
  });
  if (count === 1 && !isUnheard(name) && name !== "LOCATION") {
    await addNote(personId, "该公众号暂时无法提供服务，请稍后再试", "failure");
  }
}

async function lose({ push, endpoint }: Trip): Promise<void> {
  await db().sandboxPush.updateMany({ where: { id: push.id }, data: { status: "failed" } });
  await record({
    direction: "out",
    method: "POST",
    address: endpoint,
    request: push.body,
    answer: "",
    httpStatus: 0,
    outcome: `${pushName(push.name)}：在路上丢了`,
    ok: true,
    why: { notes: ["控制台安排的故障：这次推送一次也没有送出"] },
    durationMs: 0,
  });
}
