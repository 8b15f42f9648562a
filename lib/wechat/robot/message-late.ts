import { sleep } from "./deadline";
import { type AnsweringOptions, type Arrival, type Decision, type Handling, typeOf } from "./handling";
import type { Claims } from "./message-claims";
import type { RobotMessage } from "./message-types";
import type { RobotSession } from "./types";

/** What goes on after WeChat has been told `success`. */
export interface LateAnswers {
  /** Sends the robot's answer as soon as it is there. */
  send(message: RobotMessage, decided: Promise<Decision>): void;
  /** Handles a message that another process has, should that one die. */
  takeOver(key: string, arrival: Arrival): void;
}

/** Answers that come too late for a reply. (Customer-service messages) */
export function createLateAnswers<S extends RobotSession>(
  options: AnsweringOptions<S>,
  claims: Claims,
  handle: (arrival: Arrival) => Handling,
): LateAnswers {
  const { onEvent, timer, sendLater } = options;

  async function sent(message: RobotMessage, decided: Promise<Decision>): Promise<void> {
    try {
      const { reply, stored } = await decided;
      if (reply) await sendLater(message.FromUserName, reply);
      await stored;
    } catch (error) {
      onEvent({ kind: "late_unsent", type: typeOf(message), error });
    }
  }

  /**
   * Who has been busy for longer than an answer takes has died with the message, which WeChat does not send again once it is
   * told `success`. So this waits until it is free, and answers it later.
   */
  async function takenOver(key: string, arrival: Arrival): Promise<void> {
    try {
      for (let second = 0; second <= claims.leaseSeconds; second++) {
        await sleep(timer, 1000);
        const claim = await claims.claimOnce(key);
        if (claim.state === "answered") return;
        if (claim.state === "busy") continue;
        await claims.finish(key, claim.token, "");
        return await sent(arrival.message, handle(arrival).decided);
      }
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

  return {
    send: (message, decided) => goOn(sent(message, decided)),
    takeOver: (key, arrival) => goOn(takenOver(key, arrival)),
  };
}
