import { useEffect } from "react";

const beatMs = 1000;

/**
 * Asks each second while the page is seen, and at once when it is seen again.
 * @param firstAfterMs when it asks for the first time
 */
export function useBeat(refresh: () => Promise<void>, firstAfterMs = beatMs): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stopped = false;
    const next = async () => {
      clearTimeout(timer);
      if (document.hidden || stopped) return;
      await refresh();
      clearTimeout(timer);
      if (!stopped) timer = setTimeout(next, beatMs);
    };
    timer = setTimeout(next, firstAfterMs);
    document.addEventListener("visibilitychange", next);
    return () => {
      stopped = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", next);
    };
  }, [refresh, firstAfterMs]);
}
