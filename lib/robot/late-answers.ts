/**
 * Answers that are still worked on after WeChat has been told `success`: nobody will send the message again. A server
 * that is to end waits for them (scripts/server/stop.mjs).
 */
const key = Symbol.for("moonstone.lateAnswers");
const holder = globalThis as { [key]?: Set<Promise<void>> };

/** @param work never rejects */
export function untilAnswered(work: Promise<void>): void {
  holder[key] ??= new Set();
  const underWay = holder[key];
  underWay.add(work);
  void work.then(() => underWay.delete(work));
}
