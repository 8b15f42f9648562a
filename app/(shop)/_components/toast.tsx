"use client";

import { useEffect } from "react";
import { createPortal } from "react-dom";

const shownMs = 2500;

/** A word in passing: shown for a moment, read out by screen readers. */
export function Toast({ text, onGone }: { text: string; onGone: () => void }) {
  useEffect(() => {
    const timer = setTimeout(onGone, shownMs);
    return () => clearTimeout(timer);
  }, [onGone]);
  return createPortal(
    <div className="weui-toast weui-toast_text" role="alert">
      <p className="weui-toast__content">{text}</p>
    </div>,
    document.body,
  );
}
