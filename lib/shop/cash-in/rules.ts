import type { PaySettings } from "../../config";

/** A gem is worth a fen; whole yuan are paid out: 100 gems at least, and what a red pack may hold at most. */
export const cashInRules = { step: 100, least: 100, most: 20_000 } as const;

/** What gems are worth, in fen. */
export const fenOfGems = (gems: number): number => gems;

/** created → waiting → success; created or waiting → failed (nothing was paid) or returned (nobody took it). */
const cashInStates = ["created", "waiting", "success", "failed", "returned"] as const;
export type CashInState = (typeof cashInStates)[number];

/** A state as the database has it. */
export function cashInState(text: string): CashInState {
  const state = cashInStates.find((known) => known === text);
  if (!state) throw new Error(`Unknown state of a cash-in ${text}`);
  return state;
}

/** Whether the merchant number can pay somebody: v2 has to show a certificate for that. */
export const canPayOut = (pay: PaySettings | null): pay is PaySettings =>
  pay !== null && (pay.api === "v3" || pay.certificate !== null);
