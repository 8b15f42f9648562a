"use client";

import { useRouter } from "next/navigation";
import {
  type FormEvent,
  type MouseEvent,
  type ReactNode,
  useCallback,
  useRef,
  useState,
  useTransition,
} from "react";
import { askServer, locationOf, needsLoading, offlineMessage } from "./ask-server";
import { Dialog } from "./dialog";
import { Toast } from "./toast";
import { useBusy } from "./use-busy";
import { refreshVisitor } from "./visitor";

type EnhancedFormProps = { action: string; children: ReactNode; className?: string };

/** The fields as the browser would send them, with the name and value of the button that was pressed. */
function fieldsOf(form: HTMLFormElement, button: HTMLButtonElement | null) {
  const fields = new URLSearchParams();
  new FormData(form).forEach((value, name) => {
    if (typeof value === "string") fields.append(name, value);
  });
  if (button?.name) fields.append(button.name, button.value);
  return fields;
}

/**
 * A form that the browser can send by itself. With a script the page stays: it goes where the server says, or
 * says why not.
 */
export function EnhancedForm({ action, children, className = "" }: EnhancedFormProps) {
  const router = useRouter();
  const pressed = useRef<HTMLButtonElement | null>(null);
  const [sending, setSending] = useBusy();
  const [moving, startMoving] = useTransition();
  const [refusal, setRefusal] = useState<string | null>(null);
  const [word, setWord] = useState<string | null>(null);
  const forgetWord = useCallback(() => setWord(null), []);
  const busy = sending || moving;

  // Safari knows the button of a submission only since 15.4.
  const rememberButton = (event: MouseEvent) => {
    pressed.current = event.target instanceof Element ? event.target.closest("button") : null;
  };

  const goTo = (location: string) => {
    refreshVisitor();
    startMoving(() => {
      if (location !== window.location.pathname + window.location.search) router.push(location);
      router.refresh();
    });
  };

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const fields = fieldsOf(event.currentTarget, pressed.current);
    setSending(true);
    try {
      const answer = await askServer(action, fields);
      const location = locationOf(answer);
      if (location && needsLoading(location)) return window.location.assign(location);
      if (location) goTo(location);
      else if (!answer.ok) setRefusal(answer.message);
    } catch {
      setWord(offlineMessage);
    }
    setSending(false);
  };

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: only looks which button it was, and a key press on a button is a click as well
    <form
      method="post"
      action={action}
      className={`form ${className}`}
      aria-busy={busy}
      onClick={rememberButton}
      onSubmit={submit}
    >
      {children}
      {refusal ? <Dialog title={refusal} onClose={() => setRefusal(null)} /> : null}
      {word ? <Toast text={word} onGone={forgetWord} /> : null}
    </form>
  );
}
