import { sleep, untilPassed } from "./deadline";
import {
  type AnsweringOptions,
  type Arrival,
  createHandling,
  type Decision,
  SharedStateAway,
  typeOf,
} from "./handling";
import { messageKey } from "./message-key";
import type { RobotMessage } from "./message-types";
import type { Claim, RobotSession } from "./types";

/** How long after the deadline a database that does not answer keeps ours back: WeChat waits for 5 seconds. */
const graceMs = 300;

/**
 * How much longer a message is ours than its answer may take: neither a database that is slow to note the answer nor clocks
 * that differ shall have another process handle it too. The next delivery, which comes after 5 seconds and waits as long
 * as an answer may take, still finds a message free whose process has died.
 */
const spareSeconds = 2;

type Mine = Extract<Claim, { state: "mine" }>;

/**
 * Answers each message once: of several deliveries, to whichever processes, one asks the robot, and the others give the same
 * answer. (Receiving messages, deduplication)
 * @returns the answer: XML, "" for none. Rejects with SharedStateAway, and with nothing else
 */
export function createAnswering<S extends RobotSession>(
  options: AnsweringOptions<S>,
): (arrival: Arrival) => Promise<string> {
  const { appid, inbox, onEvent, timer, now, sendLater, lateAfterMs = 4500 } = options;
  // A message is ours for so long; at the latest when its deadline passes it is noted as answered.
  const leaseSeconds = Math.ceil((lateAfterMs + graceMs) / 1000) + spareSeconds;
  const handle = createHandling(options);
  /** What this process is at, until its handlers have ended. */
  const running = new Map<string, Promise<string>>();

  return (arrival) => {
    const key = messageKey(appid, arrival.message);
    const shared = running.get(key);
    if (shared) return shared;
    let work: Promise<unknown> = Promise.resolve();
    const answer = answered(key, arrival, (decided) => {
      work = decided.then(
        ({ stored }) => stored,
        () => {},
      );
    });
    running.set(key, answer);
    const forget = () => {
      running.delete(key);
    };
    answer.then(() => work).then(forget, forget);
    return answer;
  };

  async function answered(
    key: string,
    arrival: Arrival,
    atWork: (decided: Promise<Decision>) => void,
  ): Promise<string> {
    const claim = await claimed(key, arrival);
    switch (claim.state) {
      case "answered":
        return claim.reply;
      case "busy":
        goOn(takeOver(key, arrival));
        return "";
      case "mine":
        return answerMine(key, claim, arrival, atWork);
    }
  }

  async function answerMine(
    key: string,
    { token }: Mine,
    arrival: Arrival,
    atWork: (decided: Promise<Decision>) => void,
  ): Promise<string> {
    const { deadline, message, at } = arrival;
    const handling = handle(arrival);
    const { decided } = handling;
    atWork(decided);
    const decision = await Promise.race([decided, deadline.passed.then(() => null)]);
    const graceIsOver = deadline.passed.then(() => sleep(timer, graceMs));
    if (decision) {
      const written = Promise.all([finish(key, token, decision.xml), decision.stored]);
      await Promise.race([written, graceIsOver]);
      return decision.xml;
    }
    if (handling.isLoading) throw new SharedStateAway("The session cannot be read");
    onEvent({ kind: "late", type: typeOf(message), afterMs: now() - at });
    goOn(send(message, decided));
    await Promise.race([finish(key, token, ""), graceIsOver]);
    return "";
  }

  /** Somebody else's answer, or the message itself; `busy` if the other has not come to an end when the deadline passes. */
  async function claimed(key: string, { deadline }: Arrival): Promise<Claim> {
    let last: Claim | null = null;
    let isAway = false;
    const claim = await untilPassed(deadline, timer, async () => {
      try {
        last = await inbox.claim(key, leaseSeconds);
        return last.state === "busy" ? null : last;
      } catch (error) {
        if (!isAway) onEvent({ kind: "inbox_failed", error });
        isAway = true;
        return null;
      }
    });
    if (claim) return claim;
    // A claim that seemed to fail may be what is busy now.
    if (last === null || isAway) throw new SharedStateAway("The message cannot be claimed");
    return last;
  }

  /**
   * Who has been busy for longer than an answer takes has died with the message, which WeChat does not send again once it is
   * told `success`. So this waits until it is free, and answers it later.
   */
  async function takeOver(key: string, arrival: Arrival): Promise<void> {
    try {
      for (let second = 0; second <= leaseSeconds; second++) {
        await sleep(timer, 1000);
        const claim = await inbox.claim(key, leaseSeconds);
        if (claim.state === "answered") return;
        if (claim.state === "busy") continue;
        await finish(key, claim.token, "");
        return await send(arrival.message, handle(arrival).decided);
      }
    } catch (error) {
      onEvent({ kind: "inbox_failed", error });
    }
  }

  async function send(message: RobotMessage, decided: Promise<Decision>): Promise<void> {
    try {
      const { reply, stored } = await decided;
      if (reply) await sendLater(message.FromUserName, reply);
      await stored;
    } catch (error) {
      onEvent({ kind: "late_unsent", type: typeOf(message), error });
    }
  }

  /** An answer that cannot be noted is given all the same: the person is waiting. */
  async function finish(key: string, token: string, xml: string): Promise<void> {
    try {
      await inbox.finish(key, token, xml);
    } catch (error) {
      onEvent({ kind: "inbox_failed", error });
    }
  }

  function goOn(work: Promise<void>): void {
    try {
      options.background?.(work);
    } catch {
      // It goes on as long as the process does.
    }
  }
}
