"use client";

import { useEffect, useState } from "react";

/**
 * Whether a button's work is under way. It stays busy while the browser leaves for the next page, so that a second
 * tap sends nothing; a phone that comes back to this page as it was left finds the button free again.
 */
export function useBusy() {
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    const wake = (event: PageTransitionEvent) => {
      if (event.persisted) setBusy(false);
    };
    window.addEventListener("pageshow", wake);
    return () => window.removeEventListener("pageshow", wake);
  }, []);
  return [busy, setBusy] as const;
}
