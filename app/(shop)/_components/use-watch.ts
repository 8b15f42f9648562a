"use client";

import { useEffect, useRef } from "react";
import { askServer } from "./ask-server";

const firstPauseMs = 1500;
const longestPauseMs = 15_000;
/** Somebody who left the page open does not come back to it soon. */
const watchMs = 15 * 60_000;

type Stated = { ok: true; state: string } | { ok: false; message: string };

/**
 * Asks `url` for a state, in growing pauses and only while the page is seen, until `seen` says that it is done.
 * @param seen gets every state; true ends it
 */
export function useWatch(url: string, seen: (state: string) => boolean): void {
  const latest = useRef(seen);
  latest.current = seen;
  useEffect(() => {
    const began = Date.now();
    let pause = firstPauseMs;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over = false;

    const ask = async () => {
      const answer = await askServer<Stated>(url).catch(() => null);
      if (over) return;
      if (answer?.ok && latest.current(answer.state)) over = true;
      pause = Math.min(pause * 1.3, longestPauseMs);
      plan();
    };
    const plan = () => {
      clearTimeout(timer);
      if (over || document.hidden || Date.now() - began > watchMs) return;
      timer = setTimeout(ask, pause);
    };
    // Whoever comes back to the page has perhaps just paid.
    const onSeen = () => {
      if (!document.hidden) pause = firstPauseMs;
      plan();
    };
    plan();
    document.addEventListener("visibilitychange", onSeen);
    return () => {
      over = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", onSeen);
    };
  }, [url]);
}
