"use client";

import { useCallback, useEffect, useRef, useState } from "react";

/** What the app draws over pages comes with the bridge: a WeChat that is one has it already. */
export function useBridge() {
  useEffect(() => {
    if ("sandboxBridge" in window) return;
    const script = document.createElement("script");
    script.src = "/sandbox/bridge.js";
    document.head.append(script);
  }, []);
}

/** Whether a phone is drawn around the page, which has its title bar; null before that is known. */
export function useFramed(): boolean | null {
  const [framed, setFramed] = useState<boolean | null>(null);
  useEffect(() => setFramed(window !== window.parent), []);
  return framed;
}

/** The page's title, as it changes. */
export function useTitle(title: string) {
  useEffect(() => {
    document.title = title;
  }, [title]);
}

const profileHash = "#profile";

/** Whether the account's profile lies over the chat. It has an address, so that the way back leads from it. */
export function useProfile() {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const look = () => setShown(location.hash === profileHash);
    // The dots in the title bar belong to the phone around the page.
    const onMessage = (event: MessageEvent<unknown>) => {
      const asked = event.data as { sandboxPhone?: unknown } | null;
      if (event.origin === location.origin && asked?.sandboxPhone === "profile") location.hash = profileHash;
    };
    look();
    addEventListener("hashchange", look);
    addEventListener("message", onMessage);
    return () => {
      removeEventListener("hashchange", look);
      removeEventListener("message", onMessage);
    };
  }, []);
  const open = useCallback(() => {
    location.hash = profileHash;
  }, []);
  const close = useCallback(() => {
    if (location.hash === profileHash) history.back();
  }, []);
  return { shown, open, close };
}

const stays = 3500;

/** Something said for a moment. */
export function useToast() {
  const [text, setText] = useState<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const tell = useCallback((said: string) => {
    clearTimeout(timer.current);
    setText(said);
    timer.current = setTimeout(() => setText(null), stays);
  }, []);
  return { text, tell };
}
