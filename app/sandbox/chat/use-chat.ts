"use client";

import { useCallback, useRef, useState } from "react";
import { get, post } from "@/app/sandbox/_console/api";
import { useBeat } from "@/app/sandbox/_console/use-beat";
import type { Act, ActResult, ChatState, Said } from "@/lib/sandbox/chat/types";
import type { RedPackMessage } from "@/lib/sandbox/red-pack-view";
import { type Pending, stillPending } from "./pending";

type Known = { chat: ChatState; packs: RedPackMessage[] };

export type ChatControl = Known & {
  pending: Pending[];
  /** Whether the sandbox answers. */
  online: boolean;
  say: (said: Said) => Promise<void>;
  /** Sends again what did not get through. */
  retry: (pending: Pending) => void;
  /** @throws SandboxError when the sandbox refuses or is away */
  act: (act: Act) => Promise<ActResult>;
};

/** The chat as it is now: asks each second while the page is seen. */
function useKnown(initial: Known) {
  const [known, setKnown] = useState(initial);
  const [online, setOnline] = useState(true);
  /** An answer that was overtaken by a later question is dropped. */
  const asked = useRef(0);
  const refresh = useCallback(async () => {
    const turn = ++asked.current;
    try {
      const [chat, packs] = await Promise.all([get<ChatState>("chat"), get<RedPackMessage[]>("messages")]);
      if (turn === asked.current) setKnown({ chat, packs });
      setOnline(true);
    } catch {
      setOnline(false);
    }
  }, []);
  useBeat(refresh);
  return { known, online, refresh };
}

/** The chat, what is on its way into it, and what its person can do. */
export function useChat(initial: Known): ChatControl {
  const { known, online, refresh } = useKnown(initial);
  const [sent, setSent] = useState<Pending[]>([]);
  const counter = useRef(0);

  const send = useCallback(
    async (pending: Pending) => {
      try {
        await post("chat/say", pending.said);
        await refresh();
        setSent((before) => before.filter(({ key }) => key !== pending.key));
      } catch {
        setSent((before) =>
          before.map((one) => (one.key === pending.key ? { ...one, state: "unsent" } : one)),
        );
      }
    },
    [refresh],
  );
  const newest = known.chat.lines[known.chat.lines.length - 1]?.id ?? 0;
  const say = useCallback(
    async (said: Said) => {
      counter.current += 1;
      const pending: Pending = { key: counter.current, said, after: newest, state: "sending" };
      setSent((before) => [...before, pending]);
      await send(pending);
    },
    [newest, send],
  );
  const retry = useCallback(
    (pending: Pending) => {
      const again: Pending = { ...pending, state: "sending" };
      setSent((before) => before.map((one) => (one.key === again.key ? again : one)));
      void send(again);
    },
    [send],
  );
  const act = useCallback(
    async (given: Act) => {
      const result = await post<ActResult>("chat/act", given);
      await refresh();
      return result;
    },
    [refresh],
  );
  return { ...known, pending: stillPending(sent, known.chat.lines), online, say, retry, act };
}
