import type { ChatLine, Said } from "@/lib/sandbox/chat/types";

/** What was sent from this page and does not stand in the chat's book yet. */
export type Pending = {
  key: number;
  said: Said;
  /** The newest line of the chat when it was sent. */
  after: number;
  state: "sending" | "unsent";
};

const isSame = (line: ChatLine, { said, after }: Pending): boolean =>
  line.from === "person" &&
  line.id > after &&
  JSON.stringify(ordered(line.content)) === JSON.stringify(ordered(said));

const ordered = (content: object): [string, unknown][] =>
  Object.entries(content)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));

/**
 * Those that are still to be drawn by themselves. What is being sent may come back in the chat's lines before its own
 * request is answered: each line stands for one of them.
 */
export function stillPending(pending: readonly Pending[], lines: readonly ChatLine[]): Pending[] {
  const taken = new Set<number>();
  return pending.filter((one) => {
    const line = lines.find((candidate) => !taken.has(candidate.id) && isSame(candidate, one));
    if (line) taken.add(line.id);
    return !line || one.state === "unsent";
  });
}
