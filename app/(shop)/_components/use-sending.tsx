"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useCallback, useState, useTransition } from "react";
import { askServer, locationOf, needsLoading, offlineMessage } from "./ask-server";
import { Dialog } from "./dialog";
import { Toast } from "./toast";
import { useBusy } from "./use-busy";
import { refreshVisitor } from "./visitor";

/**
 * Sends fields to one of our forms' addresses without leaving the page: it goes where the server says, or says why not.
 * @returns whether one is on its way, until the page shows what came of it; and the word to show in the form
 */
export function useSending(action: string) {
  const router = useRouter();
  const [sending, setSending] = useBusy();
  const [moving, startMoving] = useTransition();
  const [word, setWord] = useState<ReactNode>(null);
  const forgetWord = useCallback(() => setWord(null), []);

  const goTo = (location: string) => {
    refreshVisitor();
    startMoving(() => {
      if (location !== window.location.pathname + window.location.search) router.push(location);
      router.refresh();
    });
  };

  const send = async (fields: URLSearchParams) => {
    setSending(true);
    try {
      const answer = await askServer(action, fields);
      const location = locationOf(answer);
      if (location && needsLoading(location)) return window.location.assign(location);
      if (location) goTo(location);
      else if (!answer.ok) setWord(<Dialog title={answer.message} onClose={forgetWord} />);
    } catch {
      setWord(<Toast text={offlineMessage} onGone={forgetWord} />);
    }
    setSending(false);
  };

  return { busy: sending || moving, send, word };
}
