"use client";

import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from "react";
import { createPortal } from "react-dom";

export type DialogProps = { title: string; children?: ReactNode; onClose: () => void };

/** The dialog itself: see dialog.tsx. It takes the focus and keeps it, Escape closes it, and the focus goes back. */
export function DialogBox({ title, children, onClose }: DialogProps) {
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    button.current?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") onClose();
    if (event.key !== "Tab") return;
    const stops = [...(box.current?.querySelectorAll<HTMLElement>("input, button") ?? [])];
    const leaving = event.shiftKey ? stops[0] : stops[stops.length - 1];
    if (event.target !== leaving) return;
    event.preventDefault();
    stops[event.shiftKey ? stops.length - 1 : 0]?.focus();
  };

  return createPortal(
    <>
      <div className="mask" onClick={onClose} aria-hidden="true" />
      <div
        ref={box}
        className="weui-dialog"
        role="alertdialog"
        aria-modal="true"
        aria-labelledby={id}
        onKeyDown={onKeyDown}
      >
        <div className={children ? "weui-dialog__hd" : "weui-dialog__hd dialog__alone"}>
          <strong className="weui-dialog__title" id={id}>
            {title}
          </strong>
        </div>
        {children ? <div className="weui-dialog__bd">{children}</div> : null}
        <div className="weui-dialog__ft">
          <button ref={button} type="button" className="weui-dialog__btn" onClick={onClose}>
            知道了
          </button>
        </div>
      </div>
    </>,
    document.body,
  );
}
