import { WechatError } from "../errors";
import { nonceStr } from "../sign";
import type { StateStore } from "../store";
import type { Transport } from "../transport";
import {
  type CurrentValue,
  isAlive,
  isDue,
  leaseSlackMs,
  nextForced,
  nextStep,
  readRecord,
  type SharedRecord,
  timed,
} from "./record";
import { errorToStore } from "./stored-error";

/** Why a value is fetched, and what that allows. */
export interface Renewal {
  /** The value that WeChat refuses before its time; null when it is merely time for a new one. */
  dead: string | null;
  /** When `dead` was fetched, if it is the stored one. Milliseconds. */
  deadSince: number | null;
  /** Whether the dearest way of fetching may be gone now; a yes counts as having gone it. */
  mayForce(): boolean;
}

export interface SharedValueOptions {
  key: string;
  store: StateStore;
  transport: Transport;
  wait: (ms: number) => Promise<void>;
  onError: (error: unknown) => void;
  /** How many calls to WeChat a fetch takes at most, one after the other: a lease lasts as long as they may. */
  callsPerFetch: number;
  fetch(renewal: Renewal): Promise<{ value: string; lifetimeSeconds: number }>;
}

/** How long a copy in memory is used without asking the store. */
const trustMs = 5_000;
const pollMs = 100;
/** As long as a value may live at most, and as forced renewals are counted. */
const recordSeconds = 24 * 60 * 60;

interface Copy {
  current: CurrentValue;
  checkedAt: number;
  /** The store could not be asked: then what is still alive will do. */
  storeAway: boolean;
}

interface Entry {
  text: string | null;
  record: SharedRecord;
}

/** Sets a failure of the store apart from a failure of WeChat. */
class StoreFailure extends Error {
  constructor(readonly reason: unknown) {
    super("The store failed");
  }
}

/**
 * A value that all processes share and exactly one renews: who first sees that it is due, or that there is none,
 * takes a lease and fetches. While the old value lives, nobody waits for that; otherwise the others wait for its
 * result. A lease that its process did not live to end runs out.
 */
export class SharedValue {
  readonly #options: SharedValueOptions;
  readonly #leaseMs: number;
  readonly #flights = new Map<string | null, Promise<string>>();
  #copy: Copy | null = null;

  constructor(options: SharedValueOptions) {
    this.#options = options;
    this.#leaseMs = options.callsPerFetch * options.transport.timeoutMs + leaseSlackMs;
  }

  /**
   * The value. Asks neither the store nor WeChat while the copy in memory is seconds old.
   * @throws WechatError what WeChat answered last, when there is no value; or what the store threw
   */
  async get(): Promise<string> {
    if (this.#copy && this.#isTrusted(this.#copy)) return this.#copy.current.value;
    return this.#once(null);
  }

  /** Another value than `dead`, which WeChat refuses: the one that is stored by now, or else a new one. */
  replace(dead: string): Promise<string> {
    return this.#once(dead);
  }

  /**
   * Forgets the value, for all processes; copies in their memory last some seconds more. What is being fetched at this
   * moment does not count either: it will not find its lease again.
   */
  async drop(): Promise<void> {
    this.#copy = null;
    const nothing: SharedRecord = {};
    await this.#options.store.put(this.#options.key, JSON.stringify(nothing), recordSeconds);
  }

  /** Callers who want the same at the same time share one effort. */
  #once(dead: string | null): Promise<string> {
    const flying = this.#flights.get(dead);
    if (flying) return flying;
    const flight = this.#obtain(dead).finally(() => this.#flights.delete(dead));
    this.#flights.set(dead, flight);
    return flight;
  }

  async #obtain(dead: string | null): Promise<string> {
    try {
      return await this.#fromStore(dead);
    } catch (error) {
      if (!(error instanceof StoreFailure)) throw error;
      const current = this.#copy?.current;
      if (!current || current.value === dead || !isAlive(current, this.#now())) throw error.reason;
      this.#copy = { current, checkedAt: this.#now(), storeAway: true };
      this.#options.onError(error.reason);
      return current.value;
    }
  }

  async #fromStore(dead: string | null): Promise<string> {
    // Long enough for a process that died holding the lease, and for the one that then takes its place.
    const rounds = (2 * this.#leaseMs) / pollMs;
    let fetchedInVain = false;
    for (let round = 0; round < rounds; round++) {
      const entry = await this.#read();
      const step = nextStep(entry.record, dead, this.#leaseMs, this.#now());
      switch (step.do) {
        case "use":
          return this.#keep(step.current);
        case "fail":
          throw step.error;
        case "wait":
          await this.#options.wait(pollMs);
          break;
        case "fetch": {
          const held = await this.#takeLease(entry);
          if (held === null) break;
          const fetching = this.#fetch(held, dead);
          if (step.meanwhile) {
            fetching.catch((error: unknown) => this.#options.onError(error));
            return this.#keep(step.meanwhile);
          }
          const { value, published } = await fetching;
          if (published || fetchedInVain) return value;
          // Somebody wrote meanwhile: what stands there now comes first.
          fetchedInVain = true;
        }
      }
    }
    throw new WechatError("Another process has been fetching from WeChat for too long", {
      code: "WAITED",
      kind: "timeout",
      outcome: "refused",
      hint: "The process that was fetching died or hangs: the next request takes its place once the lease has run out.",
      hintZh: "正在获取的进程可能已退出或卡住：租约到期后，下一个请求会接手。",
    });
  }

  /** Fetches and publishes. Nothing is published over what somebody else wrote since the lease was taken. */
  async #fetch(held: Entry, dead: string | null): Promise<{ value: string; published: boolean }> {
    const startedAt = this.#now();
    const { current: old } = held.record;
    let { forced } = held.record;
    const renewal: Renewal = {
      dead,
      deadSince: old && old.value === dead ? old.fetchedAt : null,
      mayForce: () => {
        const next = nextForced(forced, this.#now());
        forced = next ?? forced;
        return next !== null;
      },
    };
    try {
      const { value, lifetimeSeconds } = await this.#options.fetch(renewal);
      const current = timed(value, lifetimeSeconds, startedAt);
      const published = await this.#publish(held, { current, forced });
      if (published) this.#keep(current);
      return { value, published };
    } catch (error) {
      const failed = errorToStore(error);
      const failure = failed ? { at: this.#now(), error: failed } : undefined;
      await this.#publish(held, { current: old, forced, failure });
      throw error;
    }
  }

  async #publish(held: Entry, record: SharedRecord): Promise<boolean> {
    try {
      return await this.#write(held, record);
    } catch (error) {
      if (!(error instanceof StoreFailure)) throw error;
      this.#options.onError(error.reason);
      // Nobody else can know better now.
      return true;
    }
  }

  async #takeLease(entry: Entry): Promise<Entry | null> {
    const { transport } = this.#options;
    const record = { ...entry.record, lease: { owner: nonceStr(16, transport.random), at: transport.now() } };
    return (await this.#write(entry, record)) ? { text: JSON.stringify(record), record } : null;
  }

  async #read(): Promise<Entry> {
    const text = await this.#asking((store) => store.get(this.#options.key));
    return { text, record: readRecord(text) };
  }

  #write(before: Entry, record: SharedRecord): Promise<boolean> {
    const { key } = this.#options;
    return this.#asking((store) =>
      store.compareAndSet(key, before.text, JSON.stringify(record), recordSeconds),
    );
  }

  async #asking<T>(question: (store: StateStore) => Promise<T>): Promise<T> {
    try {
      return await question(this.#options.store);
    } catch (error) {
      throw new StoreFailure(error);
    }
  }

  #keep(current: CurrentValue): string {
    this.#copy = { current, checkedAt: this.#now(), storeAway: false };
    return current.value;
  }

  #isTrusted({ current, checkedAt, storeAway }: Copy): boolean {
    const now = this.#now();
    if (now < checkedAt || now >= checkedAt + trustMs) return false;
    return storeAway ? isAlive(current, now) : !isDue(current, now);
  }

  #now(): number {
    return this.#options.transport.now();
  }
}
