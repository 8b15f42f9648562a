import { type Deadline, untilPassed } from "./deadline";
import { type AnsweringOptions, SharedStateAway } from "./handling";
import type { Claim, RobotSession } from "./types";

/** How long after the deadline a database that does not answer keeps ours back: WeChat waits for 5 seconds. */
export const graceMs = 300;

/**
 * How much longer a message is ours than its answer may take: neither a database that is slow to note the answer nor clocks
 * that differ shall have another process handle it too. The next delivery, which comes after 5 seconds and waits as long
 * as an answer may take, still finds a message free whose process has died.
 */
const spareSeconds = 2;

/** Which process has a message, as all of them see it. */
export interface Claims {
  /** For how long a message is ours: at the latest when its deadline passes it is noted as answered. */
  leaseSeconds: number;
  /**
   * Somebody else's answer, or the message itself; `busy` if the other has not come to an end when the deadline passes.
   * Rejects with SharedStateAway, and with nothing else.
   */
  claim(key: string, deadline: Deadline): Promise<Claim>;
  /** The same, asked once. @throws what the inbox throws */
  claimOnce(key: string): Promise<Claim>;
  /** Notes the answer. One that cannot be noted is given all the same: the person is waiting. */
  finish(key: string, token: string, xml: string): Promise<void>;
}

/** The inbox, with what happens while it is away. (Receiving messages, deduplication) */
export function createClaims<S extends RobotSession>(options: AnsweringOptions<S>): Claims {
  const { inbox, onEvent, timer, lateAfterMs = 4500 } = options;
  const leaseSeconds = Math.ceil((lateAfterMs + graceMs) / 1000) + spareSeconds;
  const claimOnce = (key: string) => inbox.claim(key, leaseSeconds);

  async function claim(key: string, deadline: Deadline): Promise<Claim> {
    let last: Claim | null = null;
    let isAway = false;
    const claimed = await untilPassed(deadline, timer, async () => {
      try {
        last = await claimOnce(key);
        return last.state === "busy" ? null : last;
      } catch (error) {
        if (!isAway) onEvent({ kind: "inbox_failed", error });
        isAway = true;
        return null;
      }
    });
    if (claimed) return claimed;
    // A claim that seemed to fail may be what is busy now.
    if (last === null || isAway) throw new SharedStateAway("The message cannot be claimed");
    return last;
  }

  async function finish(key: string, token: string, xml: string): Promise<void> {
    try {
      await inbox.finish(key, token, xml);
    } catch (error) {
      onEvent({ kind: "inbox_failed", error });
    }
  }

  return { leaseSeconds, claim, claimOnce, finish };
}
