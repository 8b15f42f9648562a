/**
 * The time that all rules go by. Tests and the sandbox move it; nothing else may.
 * Kept on globalThis, because a bundler may give each route its own copy of this module.
 */
const key = Symbol.for("moonstone.clock");
const holder = globalThis as { [key]?: { offsetMs: number } };
holder[key] ??= { offsetMs: 0 };
const clock = holder[key];

/** Milliseconds since 1970 on the shop's clock. */
export const nowMs = (): number => Date.now() + clock.offsetMs;

/** The moment it is on the shop's clock. */
export const now = (): Date => new Date(nowMs());

/** How far the shop's clock is ahead of the machine's, in milliseconds. */
export const clockOffset = (): number => clock.offsetMs;

/** Moves the shop's clock to `offsetMs` ahead of the machine's. */
export function setClockOffset(offsetMs: number): void {
  clock.offsetMs = offsetMs;
}
