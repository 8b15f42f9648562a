import type { Timer } from "./types";

/** Lets what one person sent be handled in this process one after the other. */
export class Turns {
  readonly #last = new Map<string, Promise<void>>();
  readonly #timer: Timer;
  readonly #patienceMs: number;

  /** @param patienceMs how long one who does not come to an end keeps the next waiting */
  constructor(timer: Timer, patienceMs: number) {
    this.#timer = timer;
    this.#patienceMs = patienceMs;
  }

  /** Waits for its turn. @returns what ends it: call it always, and once */
  async enter(who: string): Promise<() => void> {
    const before = this.#last.get(who);
    let end = () => {};
    const mine = new Promise<void>((resolve) => {
      end = resolve;
    });
    this.#last.set(who, mine);
    if (before) await this.#ended(before);
    return () => {
      if (this.#last.get(who) === mine) this.#last.delete(who);
      end();
    };
  }

  async #ended(before: Promise<void>): Promise<void> {
    let callOff = () => {};
    const patience = new Promise<void>((resolve) => {
      callOff = this.#timer(this.#patienceMs, resolve);
    });
    await Promise.race([before, patience]);
    callOff();
  }
}
