"use client";

import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from "react";

const stops = "button:not([disabled]), input:not([disabled]), textarea, select, a[href]";

type SheetProps = { title: string; onClose: () => void; children: ReactNode; testid?: string };

/** What rises from the bottom of the chat and wants an answer. Escape and a tap beside it close it. */
export function Sheet({ title, onClose, children, testid }: SheetProps) {
  const panel = useRef<HTMLDivElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    const first = panel.current?.querySelector<HTMLElement>("[data-first]") ?? panel.current;
    first?.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") onClose();
    if (event.key !== "Tab" || !panel.current) return;
    const all = Array.from(panel.current.querySelectorAll<HTMLElement>(stops));
    const edge = event.shiftKey ? all[0] : all[all.length - 1];
    const other = event.shiftKey ? all[all.length - 1] : all[0];
    if (document.activeElement !== edge && document.activeElement !== panel.current) return;
    event.preventDefault();
    other?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a tap beside the sheet closes it, as Escape does
    <div className="sheet-veil" role="presentation" onKeyDown={onKeyDown} onClick={onClose}>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: it only keeps taps from the veil */}
      <div
        ref={panel}
        className="sheet"
        role="dialog"
        aria-modal="true"
        aria-labelledby={id}
        tabIndex={-1}
        onClick={(event) => event.stopPropagation()}
        data-testid={testid}
      >
        <header>
          <button type="button" onClick={onClose} aria-label="取消">
            ✕
          </button>
          <h2 id={id}>{title}</h2>
        </header>
        {children}
      </div>
    </div>
  );
}
