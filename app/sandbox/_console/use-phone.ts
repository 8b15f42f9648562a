"use client";

import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { enteredElsewhere } from "@/lib/sandbox/authorize-entry";
import type { SheetOrder } from "@/lib/sandbox/pay-sheet";
import { deviceCookie, deviceIn, type PhoneDevice } from "@/lib/sandbox/phone-device";

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
  device: PhoneDevice;
  /** Takes another phone; the page is loaded again in it. */
  take: (device: PhoneDevice) => void;
  go: (address: string) => void;
  back: () => void;
  reload: () => void;
  /** Has the bridge open WeChat's menu over the page, and the chat its account's profile. @returns false for a page without the bridge */
  openMenu: () => boolean;
  /** Tells the app what happened around its page. A page without the bridge gives way to the chat first. */
  tell: (event: PhoneEvent) => void;
};

/** A code was scanned that is paid, or somebody taps what has arrived. */
export type PhoneEvent =
  | { sandboxPhone: "pay"; order: SheetOrder }
  | { sandboxPhone: "red-pack"; id: number };

/** The official account's chat: a page of WeChat's own, in which the app can draw. */
export const chatPath = "/sandbox/chat";

/** The phone that the browser's cookie names: the server and the bridge go by it. */
function useDevice(onChange: () => void) {
  const [device, setDevice] = useState<PhoneDevice>("android");
  useEffect(() => setDevice(deviceIn(document.cookie)), []);
  const take = useCallback(
    (next: PhoneDevice) => {
      // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is too new for some browsers
      document.cookie = `${deviceCookie}=${next}; Path=/; SameSite=Lax`;
      setDevice(next);
      onChange();
    },
    [onChange],
  );
  return { device, take };
}

/** A stranger's page is not to be looked into, and has no bridge. */
function hasBridge(screen: Window): boolean {
  try {
    return "sandboxBridge" in screen;
  } catch {
    return false;
  }
}

/** Hands an event to the page in the frame, as soon as that is one with the bridge. */
function useTeller(frame: RefObject<HTMLIFrameElement | null>, go: (address: string) => void) {
  const held = useRef<PhoneEvent | null>(null);
  const hand = useCallback(() => {
    const screen = frame.current?.contentWindow;
    if (!held.current || !screen || !hasBridge(screen)) return held.current === null;
    screen.focus();
    screen.postMessage(held.current, location.origin);
    held.current = null;
    return true;
  }, [frame]);
  useEffect(() => {
    const timer = setInterval(hand, look);
    return () => clearInterval(timer);
  }, [hand]);
  return useCallback(
    (event: PhoneEvent) => {
      held.current = event;
      if (!hand()) go(chatPath);
    },
    [hand, go],
  );
}

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
    (address: string) => {
      // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is too new for some browsers
      document.cookie = enteredElsewhere;
      frame.current?.contentWindow?.location.assign(new URL(address, location.origin));
    },
    [frame],
  );
  const back = useCallback(() => frame.current?.contentWindow?.history.back(), [frame]);
  const reload = useCallback(() => frame.current?.contentWindow?.location.reload(), [frame]);
  const { device, take } = useDevice(reload);
  const tell = useTeller(frame, go);
  const openMenu = useCallback(() => {
    const screen = frame.current?.contentWindow;
    if (!screen || !hasBridge(screen)) return false;
    screen.focus();
    // In the chat the dots lead to the account's profile, which the chat itself has.
    const inChat = screen.location.pathname === chatPath;
    screen.postMessage({ sandboxPhone: inChat ? "profile" : "menu" }, location.origin);
    return true;
  }, [frame]);

  useEffect(() => {
    const onMessage = (event: MessageEvent<unknown>) => {
      const asked = event.data as { sandboxPhone?: unknown } | null;
      if (event.origin === location.origin && asked?.sandboxPhone === "close") go("/");
    };
    addEventListener("message", onMessage);
    return () => removeEventListener("message", onMessage);
  }, [go]);

  return { page, device, take, go, back, reload, openMenu, tell };
}
