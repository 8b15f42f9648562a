"use client";

import { useState } from "react";

export type Action<Args extends unknown[]> = {
  run: (...args: Args) => Promise<void>;
  busy: boolean;
  /** Why the last one failed, to be shown; null when it did not. */
  failure: string | null;
};

/** Something that a button does: one at a time, and its failure is kept to be shown. */
export function useAction<Args extends unknown[]>(work: (...args: Args) => Promise<void>): Action<Args> {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const run = async (...args: Args) => {
    if (busy) return;
    setBusy(true);
    setFailure(null);
    try {
      await work(...args);
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  };
  return { run, busy, failure };
}
