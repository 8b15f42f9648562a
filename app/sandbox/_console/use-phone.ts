"use client";

import { type RefObject, useCallback, useEffect, useState } from "react";

export type PhonePage = { title: string; address: string; canGoBack: boolean };

const look = 250;

function canGoBack(screen: Window): boolean {
  const { navigation } = screen as Window & { navigation?: { canGoBack: boolean } };
  return navigation ? navigation.canGoBack : screen.history.length > 1;
}

/** What the frame shows; null while it shows a stranger's page or nothing yet. */
function read(frame: HTMLIFrameElement | null): PhonePage | null {
  try {
    const screen = frame?.contentWindow;
    if (!screen || screen.location.href === "about:blank") return null;
    const { pathname, search, hash } = screen.location;
    return { title: screen.document.title, address: pathname + search + hash, canGoBack: canGoBack(screen) };
  } catch {
    return null;
  }
}

const same = (a: PhonePage | null, b: PhonePage | null) =>
  a?.title === b?.title && a?.address === b?.address && a?.canGoBack === b?.canGoBack;

export type Phone = {
  page: PhonePage | null;
  go: (address: string) => void;
  back: () => void;
  reload: () => void;
};

/** The web view in the phone: follows what it shows through loads and client-side navigations, and drives it. */
export function usePhone(frame: RefObject<HTMLIFrameElement | null>): Phone {
  const [page, setPage] = useState<PhonePage | null>(null);

  useEffect(() => {
    // Looking beats listening: a page that navigates by itself fires nothing that reaches this document.
    const timer = setInterval(() => {
      const seen = read(frame.current);
      if (seen) setPage((known) => (same(known, seen) ? known : seen));
    }, look);
    return () => clearInterval(timer);
  }, [frame]);

  const go = useCallback(
    (address: string) => frame.current?.contentWindow?.location.assign(new URL(address, location.origin)),
    [frame],
  );
  const back = useCallback(() => frame.current?.contentWindow?.history.back(), [frame]);
  const reload = useCallback(() => frame.current?.contentWindow?.location.reload(), [frame]);

  useEffect(() => {
    const onMessage = (event: MessageEvent<unknown>) => {
      const asked = event.data as { sandboxPhone?: unknown } | null;
      if (event.origin === location.origin && asked?.sandboxPhone === "close") go("/");
    };
    addEventListener("message", onMessage);
    return () => removeEventListener("message", onMessage);
  }, [go]);

  return { page, go, back, reload };
}
