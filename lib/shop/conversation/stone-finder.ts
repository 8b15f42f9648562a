import { nowMs } from "../../clock";
import type { Article } from "../../wechat/robot/reply-types";
import { recommend } from "./recommend";
import { type Finding, findingSchema, question, readBudget, readColour, readWhom } from "./stone-questions";

/**
 * A conversation of several steps: whom the stone is for, which colour, how much. Between two messages it lives in the
 * session, which is the same in every process.
 */

/** The part of the session that is this conversation's. */
export type FinderMemory = { finding?: Finding };

/** A question that nobody has answered for so long is forgotten. */
const patienceMs = 30 * 60_000;
/** After so many answers in a row that nobody can read, the robot gives up. */
const mostMisses = 3;

/** Begins anew, wherever the conversation stood. */
export function beginFinding(session: FinderMemory): string {
  session.finding = { step: "whom", whom: "", colour: "", misses: 0, at: nowMs() };
  return `好的，问您三个小问题。\n\n${question("whom")}`;
}

/** Leaves the conversation. */
export function leaveFinding(session: FinderMemory): string {
  const begun = openFinding(session) !== null;
  delete session.finding;
  return begun ? "好的，不选了。想选的时候再发送「选宝石」。" : "好的。";
}

/** Where it stands; null when none is open, when it is too long ago, and for what an older program left there. */
function openFinding(session: FinderMemory): Finding | null {
  const finding = findingSchema.safeParse(session.finding);
  return finding.success && nowMs() - finding.data.at < patienceMs ? finding.data : null;
}

function goOn(session: FinderMemory, finding: Finding): string {
  session.finding = { ...finding, misses: 0, at: nowMs() };
  return question(finding.step);
}

function askAgain(session: FinderMemory, finding: Finding): string {
  const misses = finding.misses + 1;
  if (misses >= mostMisses) {
    delete session.finding;
    return "看来我没听懂，先不选了。发送「选宝石」可以重新开始，发送「人工」找客服。";
  }
  session.finding = { ...finding, misses, at: nowMs() };
  return `没听懂，请发送前面的数字。\n\n${question(finding.step)}`;
}

/**
 * Takes a text as the answer to the open question.
 * @returns undefined when no question is open: the text is meant for somebody else
 */
export async function continueFinding(
  session: FinderMemory,
  text: string,
): Promise<Article | string | undefined> {
  const finding = openFinding(session);
  if (!finding) {
    delete session.finding;
    return undefined;
  }
  switch (finding.step) {
    case "whom": {
      const whom = readWhom(text);
      return whom === null ? askAgain(session, finding) : goOn(session, { ...finding, whom, step: "colour" });
    }
    case "colour": {
      const colour = readColour(text);
      return colour === null
        ? askAgain(session, finding)
        : goOn(session, { ...finding, colour, step: "budget" });
    }
    case "budget": {
      const budget = readBudget(text);
      if (budget === undefined) return askAgain(session, finding);
      delete session.finding;
      return recommend({ whom: finding.whom, colour: finding.colour, budget });
    }
  }
}
