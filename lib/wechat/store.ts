/**
 * What more than one process has to agree on for a short while: one-time states, outcomes, tokens. Keys and values
 * are text; every entry expires.
 */
export interface StateStore {
  put(key: string, value: string, ttlSeconds: number): Promise<void>;
  get(key: string): Promise<string | null>;
  /** Reads and deletes in one step: of several callers exactly one gets the value. */
  take(key: string): Promise<string | null>;
  /**
   * Writes `value` only if the entry is now `expected` (null: absent or expired), in one step.
   * @returns whether it was written
   */
  compareAndSet(key: string, expected: string | null, value: string, ttlSeconds: number): Promise<boolean>;
}

/** A StateStore for one process: for tests, and for a service that runs as a single process. */
export class MemoryStore implements StateStore {
  readonly #entries = new Map<string, { value: string; expiresAt: number }>();
  readonly #now: () => number;
  #writesUntilSweep = 1000;

  /** @param now the clock, in milliseconds */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  async put(key: string, value: string, ttlSeconds: number): Promise<void> {
    this.#write(key, value, ttlSeconds);
  }

  async get(key: string): Promise<string | null> {
    return this.#read(key);
  }

  async take(key: string): Promise<string | null> {
    const value = this.#read(key);
    this.#entries.delete(key);
    return value;
  }

  async compareAndSet(
    key: string,
    expected: string | null,
    value: string,
    ttlSeconds: number,
  ): Promise<boolean> {
    if (this.#read(key) !== expected) return false;
    this.#write(key, value, ttlSeconds);
    return true;
  }

  #read(key: string): string | null {
    const entry = this.#entries.get(key);
    return entry !== undefined && entry.expiresAt > this.#now() ? entry.value : null;
  }

  #write(key: string, value: string, ttlSeconds: number): void {
    this.#entries.set(key, { value, expiresAt: this.#now() + ttlSeconds * 1000 });
    this.#writesUntilSweep -= 1;
    if (this.#writesUntilSweep === 0) this.#sweep();
  }

  #sweep(): void {
    const now = this.#now();
    for (const [key, entry] of this.#entries) if (entry.expiresAt <= now) this.#entries.delete(key);
    this.#writesUntilSweep = 1000 + this.#entries.size;
  }
}
