"use client";

import { type MouseEvent, useEffect, useRef, useState } from "react";
import { useSending } from "./use-sending";

type StepperProps = {
  action: string;
  quantity: number;
  /** How many there are, at least one. */
  most: number;
  /** What the buttons are called. */
  fewer: string;
  more: string;
};

/**
 * One fewer, how many, one more: a form of two buttons that each send a quantity. With a script it counts at once, and
 * sends the newest wish after the one that is on its way.
 */
export function Stepper({ action, quantity, most, fewer, more }: StepperProps) {
  const { busy, send, word } = useSending(action);
  const [wish, setWish] = useState(quantity);
  const asked = useRef(quantity);

  useEffect(() => {
    if (busy) return;
    if (wish !== asked.current) {
      asked.current = wish;
      send(new URLSearchParams(`quantity=${wish}`));
    } else if (wish !== quantity) {
      // It was refused, or changed elsewhere.
      asked.current = quantity;
      setWish(quantity);
    }
  });

  const step = (label: string, sign: string, value: number, disabled: boolean) => (
    <button
      type="submit"
      className="stepper__button"
      name="quantity"
      value={value}
      disabled={disabled}
      aria-label={label}
      onClick={(event: MouseEvent) => {
        event.preventDefault();
        setWish(value);
      }}
    >
      {sign}
    </button>
  );
  return (
    <form className="stepper" method="post" action={action}>
      {/* From more than there is, one step leads to what there is. */}
      {step(fewer, "−", Math.min(wish - 1, most), wish <= 1)}
      <output className="stepper__count" aria-label="数量">
        {wish}
      </output>
      {step(more, "+", wish + 1, wish >= most)}
      {word}
    </form>
  );
}
