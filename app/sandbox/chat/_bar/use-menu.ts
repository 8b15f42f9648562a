"use client";

import { useState } from "react";
import type { Act, ActResult, MenuButton } from "@/lib/sandbox/chat/types";
import type { Place } from "../samples";

/** Which button: `index` in the menu, `sub` within it. */
export type Tap = { index: number; sub?: number };

/** What WeChat asks before it does what a button says. */
export type MenuQuestion = { tap: Tap; kind: "scan" | "picture" | "place" } | null;

type MenuWork = {
  act: (act: Act) => Promise<ActResult>;
  open: (address: string) => void;
  tell: (text: string) => void;
};

/** Whether a button waits for something of the person before it is told to the account. */
function questionOf(type: string | undefined): "scan" | "picture" | "place" | null {
  switch (type) {
    case "scancode_push":
    case "scancode_waitmsg":
      return "scan";
    case "pic_sysphoto":
    case "pic_photo_or_album":
    case "pic_weixin":
      return "picture";
    case "location_select":
      return "place";
    default:
      return null;
  }
}

/** Taps in the account's menu, of every type that WeChat has. */
export function useMenu({ act, open, tell }: MenuWork) {
  const [question, setQuestion] = useState<MenuQuestion>(null);
  const send = async (tap: Tap, more: { scan?: string; location?: Place; mediaId?: string } = {}) => {
    try {
      const result = await act({ act: "menu", ...tap, ...more });
      if (result.note) tell(result.note);
      if (result.open) open(result.open);
    } catch (error) {
      tell(error instanceof Error ? error.message : "沙箱没有回答");
    }
  };
  return {
    question,
    dismiss: () => setQuestion(null),
    tap: (button: MenuButton, tap: Tap) => {
      const kind = questionOf(button.type);
      if (kind) setQuestion({ tap, kind });
      else void send(tap);
    },
    scanned: (tap: Tap, scan: string) => void send(tap, { scan }),
    placed: (tap: Tap, location: Place) => void send(tap, { location }),
    /** The picture follows the event into the chat, as WeChat sends them. */
    pictured: (tap: Tap, mediaId: string) => send(tap, { mediaId }),
  };
}
