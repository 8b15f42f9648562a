"use client";

import { useEffect, useRef } from "react";

export type Shown = { kind: "image" | "video"; src: string; label: string };

/** A picture or a video over the whole screen, until it is tapped. */
export function Viewer({ shown, onClose }: { shown: Shown; onClose: () => void }) {
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    close.current?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    <div
      className="viewer"
      role="dialog"
      aria-modal="true"
      aria-label={shown.label}
      onKeyDown={(event) => event.key === "Escape" && onClose()}
      data-testid="chat-viewer"
    >
      {shown.kind === "image" ? (
        // biome-ignore lint/performance/noImgElement: whatever was sent, as it is
        <img src={shown.src} alt={shown.label} />
      ) : (
        // biome-ignore lint/a11y/useMediaCaption: nobody has written any for what people send each other
        <video src={shown.src} controls autoPlay playsInline />
      )}
      <button type="button" ref={close} onClick={onClose} aria-label="关闭" data-testid="chat-viewer-close">
        ✕
      </button>
    </div>
  );
}
