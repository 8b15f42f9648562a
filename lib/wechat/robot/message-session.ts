import type { RobotSession, SessionStore } from "./types";

/** A conversation as one message found it. */
export interface FoundSession {
  version: number;
  json: string;
}

const attempts = 5;

/** The memory of a conversation; its text is what changes are measured by. */
export async function loadSession(store: SessionStore, openid: string): Promise<FoundSession> {
  const { value, version } = await store.load(openid);
  return { version, json: JSON.stringify(value) };
}

/** The conversation as a handler gets it: its own, to be changed. */
export const sessionOf = ({ json }: FoundSession): RobotSession => JSON.parse(json);

/**
 * Stores what a handler left, if it differs from what it found. Where somebody else has stored another since, only the
 * entries that this handler changed are put into that one.
 * @throws what the store throws; TypeError for what is no JSON; Error when others are faster several times
 */
export async function saveSession(
  store: SessionStore,
  openid: string,
  found: FoundSession,
  left: unknown,
): Promise<void> {
  const json = JSON.stringify(left ?? {});
  if (json === found.json) return;
  const after = record(json);
  const changes = changesBetween(sessionOf(found), after);
  if (changes.size === 0) return;
  if (await store.save(openid, found.version, after)) return;
  for (let attempt = 1; attempt < attempts; attempt++) {
    const { value, version } = await store.load(openid);
    if (await store.save(openid, version, changed(value, changes))) return;
  }
  throw new Error("The session was changed by others each time it was to be stored");
}

function record(json: string | undefined): RobotSession {
  const value: unknown = json === undefined ? null : JSON.parse(json);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw new TypeError("A session must be an object that JSON can hold");
}

/** Entries that are new or different, and, as undefined, those that are gone. */
function changesBetween(before: RobotSession, after: RobotSession): Map<string, unknown> {
  const changes = new Map<string, unknown>();
  for (const name of Object.keys(before)) {
    if (!Object.hasOwn(after, name)) changes.set(name, undefined);
  }
  for (const [name, value] of Object.entries(after)) {
    const isSame = Object.hasOwn(before, name) && JSON.stringify(before[name]) === JSON.stringify(value);
    if (!isSame) changes.set(name, value);
  }
  return changes;
}

function changed(value: RobotSession, changes: ReadonlyMap<string, unknown>): RobotSession {
  const kept = Object.entries(value).filter(([name]) => !changes.has(name));
  const added = [...changes].filter(([, entry]) => entry !== undefined);
  return Object.fromEntries([...kept, ...added]);
}
