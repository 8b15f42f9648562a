"use client";

import { useEffect, useRef, useState } from "react";
import type { MenuButton } from "@/lib/sandbox/chat/types";
import { ListIcon } from "../icons";
import type { Tap } from "./use-menu";

type PopupProps = { name: string; buttons: MenuButton[]; onTap: (sub: number) => void };

function Popup({ name, buttons, onTap }: PopupProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => list.current?.querySelector("button")?.focus({ preventScroll: true }), []);
  return (
    <div className="menu-popup" role="menu" aria-label={name} ref={list}>
      {buttons.map((button, sub) => (
        <button
          // biome-ignore lint/suspicious/noArrayIndexKey: WeChat knows its buttons by their place
          key={sub}
          type="button"
          role="menuitem"
          onClick={() => onTap(sub)}
          data-testid="chat-menu-item"
        >
          {button.name}
        </button>
      ))}
    </div>
  );
}

type MenuBarProps = { menu: MenuButton[]; onTap: (button: MenuButton, tap: Tap) => void };

/** Up to three buttons, and what some of them open above themselves. */
export function MenuBar({ menu, onTap }: MenuBarProps) {
  const [open, setOpen] = useState<number | null>(null);
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (open === null) return;
    const onPress = (event: Event) => {
      if (event.target instanceof Node && !bar.current?.contains(event.target)) setOpen(null);
    };
    document.addEventListener("pointerdown", onPress);
    return () => document.removeEventListener("pointerdown", onPress);
  }, [open]);
  const close = (index: number) => {
    setOpen(null);
    bar.current?.querySelectorAll<HTMLElement>(".menu-button")[index]?.focus();
  };
  return (
    <div className="menu-bar" ref={bar}>
      {menu.map((button, index) => {
        const below = button.sub_button ?? [];
        return (
          // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes what the button has opened
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: WeChat knows its buttons by their place
            key={index}
            className="menu-slot"
            role="presentation"
            onKeyDown={(event) => event.key === "Escape" && close(index)}
          >
            {open === index ? (
              <Popup
                name={button.name}
                buttons={below}
                onTap={(sub) => {
                  const chosen = below[sub];
                  close(index);
                  if (chosen) onTap(chosen, { index, sub });
                }}
              />
            ) : null}
            <button
              type="button"
              className="menu-button"
              aria-haspopup={below.length ? "menu" : undefined}
              aria-expanded={below.length ? open === index : undefined}
              onClick={() => {
                if (below.length) return setOpen(open === index ? null : index);
                setOpen(null);
                onTap(button, { index });
              }}
              data-testid="chat-menu-button"
            >
              {below.length ? <ListIcon /> : null}
              {button.name}
            </button>
          </div>
        );
      })}
    </div>
  );
}
