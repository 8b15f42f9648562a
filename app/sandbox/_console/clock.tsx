"use client";

import { useEffect, useState } from "react";
import { post } from "./api";
import { beijing, span } from "./format";
import { useAction } from "./use-action";

type ClockState = { offsetMs: number; now: string };

const leaps: [label: string, seconds: number][] = [
  ["+15 秒", 15],
  ["+5 分", 300],
  ["+30 分", 1_800],
  ["+2 小时", 7_200],
  ["+1 天", 86_400],
];

/** The sandbox's time in milliseconds, running on between two answers of the server. */
export function useClock(clock: ClockState): number {
  const [nowMs, setNowMs] = useState(() => new Date(clock.now).getTime());
  useEffect(() => {
    const ahead = new Date(clock.now).getTime() - Date.now();
    const tick = () => setNowMs(Date.now() + ahead);
    tick();
    const timer = setInterval(tick, 250);
    return () => clearInterval(timer);
  }, [clock.now]);
  return nowMs;
}

/** The clock that shop and WeChat share, and the buttons that move it. */
export function Clock({
  clock,
  nowMs,
  onChange,
}: {
  clock: ClockState;
  nowMs: number;
  onChange: () => void;
}) {
  const move = useAction(async (order: { advanceSeconds: number } | { reset: true }) => {
    await post("clock", order);
    onChange();
  });
  const { date, time } = beijing(new Date(nowMs));
  const ahead = Math.round(clock.offsetMs / 1000);
  return (
    <section className="clock" aria-labelledby="clock-title">
      <h2 id="clock-title" className="sr-only">
        时钟 Clock
      </h2>
      <p className="clock-now" data-testid="sandbox-clock" data-offset={ahead}>
        <time dateTime={new Date(nowMs).toISOString()}>
          <span className="clock-time">{time}</span>
          <span className="clock-date">{date}</span>
        </time>
        <span className={ahead ? "clock-ahead moved" : "clock-ahead"}>
          {ahead ? `${ahead > 0 ? "快" : "慢"} ${span(ahead)}` : "与现实一致 real time"}
        </span>
      </p>
      <fieldset className="leaps" disabled={move.busy}>
        <legend className="sr-only">拨快时钟 Advance the clock</legend>
        {leaps.map(([label, advanceSeconds]) => (
          <button
            type="button"
            key={label}
            onClick={() => move.run({ advanceSeconds })}
            data-testid={`sandbox-clock-${advanceSeconds}`}
          >
            {label}
          </button>
        ))}
        <button
          type="button"
          onClick={() => move.run({ reset: true })}
          disabled={!ahead}
          data-testid="sandbox-clock-reset"
        >
          复位
        </button>
      </fieldset>
      {move.failure ? <p className="failure">{move.failure}</p> : null}
    </section>
  );
}
