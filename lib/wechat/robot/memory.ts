import type { Claim, Inbox, RobotSession, SessionStore } from "./types";

export interface MemoryOptions {
  /** How long an entry is kept after its last change. */
  keepSeconds?: number | undefined;
  /** How many are kept at most: the oldest is forgotten for a new one. Default 10,000. */
  maxEntries?: number | undefined;
}

/** Entries by key, oldest change first, few enough and young enough. */
class Recent<T> {
  readonly #entries = new Map<string, { value: T; expiresAt: number }>();
  readonly #now: () => number;
  readonly #keepMs: number;
  readonly #max: number;

  constructor(now: () => number, keepSeconds: number, max: number) {
    this.#now = now;
    this.#keepMs = keepSeconds * 1000;
    this.#max = max;
  }

  get(key: string): T | undefined {
    const entry = this.#entries.get(key);
    return entry !== undefined && entry.expiresAt > this.#now() ? entry.value : undefined;
  }

  set(key: string, value: T): void {
    this.#entries.delete(key);
    this.#entries.set(key, { value, expiresAt: this.#now() + this.#keepMs });
    this.#forget();
  }

  get size(): number {
    return this.#entries.size;
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  #forget(): void {
    const now = this.#now();
    for (const [key, { expiresAt }] of this.#entries) {
      if (this.#entries.size <= this.#max && expiresAt > now) return;
      this.#entries.delete(key);
    }
  }
}

type Taken = { token: string; lockedUntil: number; reply: string | null };

/** An Inbox for one process: for tests, and for a service that runs as a single process. */
export class MemoryInbox implements Inbox {
  readonly #now: () => number;
  readonly #taken: Recent<Taken>;
  #claims = 0;

  /**
   * @param now the clock, in milliseconds
   * @param options keepSeconds: default half an hour, longer than a message can be repeated before its timestamp is stale
   */
  constructor(now: () => number = Date.now, { keepSeconds = 1800, maxEntries = 10_000 }: MemoryOptions = {}) {
    this.#now = now;
    this.#taken = new Recent(now, keepSeconds, maxEntries);
  }

  /** How many messages are remembered. */
  get size(): number {
    return this.#taken.size;
  }

  async claim(key: string, leaseSeconds: number): Promise<Claim> {
    const before = this.#taken.get(key);
    if (before !== undefined && before.reply !== null) return { state: "answered", reply: before.reply };
    const now = this.#now();
    if (before !== undefined && before.lockedUntil > now) return { state: "busy" };
    this.#claims += 1;
    const token = String(this.#claims);
    this.#taken.set(key, { token, lockedUntil: now + leaseSeconds * 1000, reply: null });
    return { state: "mine", token };
  }

  async finish(key: string, token: string, reply: string): Promise<void> {
    const taken = this.#taken.get(key);
    if (taken?.token === token) this.#taken.set(key, { ...taken, reply });
  }
}

/** A SessionStore for one process. What is stored is JSON, as in a database: a Date comes back as text. */
export class MemorySessions implements SessionStore {
  readonly #stored: Recent<{ json: string; version: number }>;
  // Counted over all people, so that a conversation that ended and began anew never has a version of the old one.
  #version = 0;

  /**
   * @param now the clock, in milliseconds
   * @param options keepSeconds: default a day
   */
  constructor(
    now: () => number = Date.now,
    { keepSeconds = 86_400, maxEntries = 10_000 }: MemoryOptions = {},
  ) {
    this.#stored = new Recent(now, keepSeconds, maxEntries);
  }

  /** How many conversations are remembered. */
  get size(): number {
    return this.#stored.size;
  }

  async load(openid: string): Promise<{ value: RobotSession; version: number }> {
    const stored = this.#stored.get(openid);
    if (stored === undefined) return { value: {}, version: 0 };
    return { value: JSON.parse(stored.json), version: stored.version };
  }

  async save(openid: string, version: number, value: RobotSession): Promise<boolean> {
    if ((this.#stored.get(openid)?.version ?? 0) !== version) return false;
    const json = JSON.stringify(value);
    if (json === "{}") {
      this.#stored.delete(openid);
      return true;
    }
    this.#version += 1;
    this.#stored.set(openid, { json, version: this.#version });
    return true;
  }
}
