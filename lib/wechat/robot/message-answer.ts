import { sleep } from "./deadline";
import {
  type AnsweringOptions,
  type Arrival,
  createHandling,
  type Decision,
  SharedStateAway,
  typeOf,
} from "./handling";
import { createClaims, graceMs } from "./message-claims";
import { messageKey } from "./message-key";
import { createLateAnswers } from "./message-late";
import type { Claim, RobotSession } from "./types";

type Mine = Extract<Claim, { state: "mine" }>;

/**
 * Answers each message once: of several deliveries, to whichever processes, one asks the robot, and the others give the same
 * answer. (Receiving messages, deduplication)
 * @returns the answer: XML, "" for none. Rejects with SharedStateAway, and with nothing else
 */
export function createAnswering<S extends RobotSession>(
  options: AnsweringOptions<S>,
): (arrival: Arrival) => Promise<string> {
  const { appid, onEvent, timer, now } = options;
  const claims = createClaims(options);
  const handle = createHandling(options);
  const late = createLateAnswers(options, claims, handle);
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
    const claim = await claims.claim(key, arrival.deadline);
    switch (claim.state) {
      case "answered":
        return claim.reply;
      case "busy":
        late.takeOver(key, arrival);
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
      const written = Promise.all([claims.finish(key, token, decision.xml), decision.stored]);
      await Promise.race([written, graceIsOver]);
      return decision.xml;
    }
    if (handling.isLoading) throw new SharedStateAway("The session cannot be read");
    onEvent({ kind: "late", type: typeOf(message), afterMs: now() - at });
    late.send(message, decided);
    await Promise.race([claims.finish(key, token, ""), graceIsOver]);
    return "";
  }
}
