"use client";

import { createContext, useContext } from "react";
import type { Said } from "@/lib/sandbox/chat/types";

/** What a tap on a message can do. */
export type ChatActions = {
  say: (said: Said) => void;
  open: (address: string) => void;
  /** A picture or a video over the whole screen. */
  view: (shown: { kind: "image" | "video"; src: string; label: string }) => void;
  /** Says something for a moment. */
  tell: (text: string) => void;
  /** Why a message was not answered. */
  explain: () => void;
  profile: () => void;
};

const Context = createContext<ChatActions | null>(null);

export const ChatActionsProvider = Context.Provider;

/** @throws Error outside a chat */
export function useChatActions(): ChatActions {
  const actions = useContext(Context);
  if (!actions) throw new Error("A message stands outside a chat.");
  return actions;
}
