"use client";

import { useCallback, useRef, useState } from "react";
import type { CallSummary } from "@/lib/sandbox/ledger";
import type { ConsoleState } from "@/lib/sandbox/state";
import { get } from "./api";
import { useBeat } from "./use-beat";

const keep = 500;

/** New calls before the ones at hand, the newest first. A smaller last id means that the ledger began anew. */
export function mergeCalls(known: CallSummary[], fresh: CallSummary[], lastCallId: number): CallSummary[] {
  const kept = (known[0]?.id ?? 0) > lastCallId ? [] : known;
  const newest = kept[0]?.id ?? 0;
  const added = fresh.filter((call) => call.id > newest).sort((a, b) => b.id - a.id);
  return added.length === 0 && kept === known ? known : [...added, ...kept].slice(0, keep);
}

export type Live = {
  state: ConsoleState;
  calls: CallSummary[];
  online: boolean;
  refresh: () => Promise<void>;
};

/** The sandbox as it is now: asks each second while the tab is seen, and once more whenever `refresh` is called. */
export function useLive(initial: ConsoleState, initialCalls: CallSummary[]): Live {
  const [state, setState] = useState(initial);
  const [calls, setCalls] = useState(initialCalls);
  const [online, setOnline] = useState(true);
  const newest = useRef(initialCalls[0]?.id ?? 0);

  const refresh = useCallback(async () => {
    try {
      const fresh = await get<ConsoleState>("state");
      setState(fresh);
      if (fresh.lastCallId !== newest.current) {
        const after = fresh.lastCallId < newest.current ? 0 : newest.current;
        const added = await get<CallSummary[]>(`calls?after=${after}`);
        newest.current = Math.max(fresh.lastCallId, ...added.map((call) => call.id));
        setCalls((known) => mergeCalls(known, added, newest.current));
      }
      setOnline(true);
    } catch {
      setOnline(false);
    }
  }, []);

  useBeat(refresh, 0);

  return { state, calls, online, refresh };
}
