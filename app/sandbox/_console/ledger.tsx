"use client";

import { memo, useState } from "react";
import type { CallSummary, Direction } from "@/lib/sandbox/ledger";
import { CallDetail } from "./call-detail";
import { timeOfDay } from "./format";
import { Heading } from "./heading";

const directions: Record<Direction, [zh: string, en: string]> = {
  in: ["店 → 微信", "shop → WeChat"],
  out: ["微信 → 店", "WeChat → shop"],
  page: ["页面", "page"],
};

/** Host and path apart, without what every address has. */
function place(address: string): { host: string; path: string } {
  const [, host = "", path = address] = /^https?:\/\/([^/]*)(.*)$/.exec(address) ?? [];
  return { host, path: path || "/" };
}

type RowProps = { call: CallSummary; open: boolean; onToggle: (id: number) => void };

const Row = memo(function Row({ call, open, onToggle }: RowProps) {
  const { host, path } = place(call.address);
  const [zh, en] = directions[call.direction];
  return (
    <li className={call.ok ? "call" : "call refused"} data-testid="sandbox-call" data-ok={call.ok}>
      <button type="button" className="call-line" aria-expanded={open} onClick={() => onToggle(call.id)}>
        <span className={`way way-${call.direction}`} title={en}>
          {zh}
        </span>
        <span className="call-address">
          <b>{call.method}</b> <span className="call-path">{path}</span> <small>{host}</small>
        </span>
        <span className="call-time">
          {timeOfDay(call.at)} <small>{call.durationMs} ms</small>
        </span>
        <span className="call-outcome">
          <span aria-hidden="true">{call.ok ? "✓" : "✕"}</span> {call.outcome}
        </span>
      </button>
      {open ? <CallDetail id={call.id} /> : null}
    </li>
  );
});

const matches = (call: CallSummary, words: string) =>
  `${call.method} ${call.address} ${call.outcome}`.toLowerCase().includes(words.toLowerCase());

/** Every call between shop and WeChat, the newest first. */
export function Ledger({ calls }: { calls: CallSummary[] }) {
  const [words, setWords] = useState("");
  const [refusalsOnly, setRefusalsOnly] = useState(false);
  const [cleared, setCleared] = useState(0);
  const [opened, setOpened] = useState<number | null>(null);
  const fresh = calls.filter((call) => call.id > cleared || call.id === opened);
  const shown = fresh.filter((call) => (!refusalsOnly || !call.ok) && matches(call, words.trim()));
  const refusals = fresh.filter((call) => !call.ok).length;
  return (
    <section className="ledger" aria-labelledby="ledger-title">
      <Heading id="ledger-title" zh="台账" en="Ledger">
        <input
          type="search"
          value={words}
          onChange={(event) => setWords(event.target.value)}
          placeholder="筛选 filter"
          aria-label="筛选 filter"
          data-testid="sandbox-ledger-filter"
        />
        <label className="check">
          <input
            type="checkbox"
            checked={refusalsOnly}
            onChange={(event) => setRefusalsOnly(event.target.checked)}
            data-testid="sandbox-ledger-refusals"
          />
          只看拒绝 <small>refusals{refusals ? ` ${refusals}` : ""}</small>
        </label>
        <button
          type="button"
          className="quiet"
          onClick={() => setCleared(calls[0]?.id ?? 0)}
          disabled={!fresh.length}
        >
          清屏 clear
        </button>
      </Heading>
      {shown.length === 0 ? (
        <p className="empty">
          {fresh.length === 0
            ? "还没有人说话。在手机里登录或付款，每一次调用都会出现在这里。"
            : "没有符合的调用 nothing matches"}
        </p>
      ) : (
        <ol className="calls" data-testid="sandbox-ledger">
          {shown.map((call) => (
            <Row
              key={call.id}
              call={call}
              open={opened === call.id}
              onToggle={(id) => setOpened((before) => (before === id ? null : id))}
            />
          ))}
        </ol>
      )}
    </section>
  );
}
