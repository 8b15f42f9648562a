"use client";

import { useEffect, useSyncExternalStore } from "react";

/** What pages that are the same for everyone do not know of whoever looks at them. */
type Visitor = { loggedIn: boolean; cartCount: number };

let visitor: Visitor | null = null;
const listeners = new Set<() => void>();

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** Asks the server who is here. Without an answer the page stays as it is: nothing depends on it. */
export async function refreshVisitor() {
  try {
    const answer = await fetch("/api/me", { headers: { accept: "application/json" } });
    if (!answer.ok) return;
    visitor = await answer.json();
    for (const listener of listeners) listener();
  } catch {
    // Offline: the next page asks again.
  }
}

/** Who is here, as far as it is known: null on the server and until the first answer. */
export const useVisitor = (): Visitor | null =>
  useSyncExternalStore(
    subscribe,
    () => visitor,
    () => null,
  );

/** As useVisitor, and asks again whenever the page changes. */
export function useFreshVisitor(): Visitor | null {
  useEffect(() => {
    refreshVisitor();
  }, []);
  return useVisitor();
}
