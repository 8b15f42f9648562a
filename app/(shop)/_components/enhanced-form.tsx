"use client";

import { type FormEvent, type MouseEvent, type ReactNode, useRef } from "react";
import { useSending } from "./use-sending";

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
  const pressed = useRef<HTMLButtonElement | null>(null);
  const { busy, send, word } = useSending(action);

  // Safari knows the button of a submission only since 15.4.
  const rememberButton = (event: MouseEvent) => {
    pressed.current = event.target instanceof Element ? event.target.closest("button") : null;
  };

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!busy) send(fieldsOf(event.currentTarget, pressed.current));
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
      {word}
    </form>
  );
}
