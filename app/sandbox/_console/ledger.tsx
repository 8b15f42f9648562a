"use client";

import { memo, useEffect, useState } from "react";
import type { CallSummary, Direction } from "@/lib/sandbox/ledger";
import { ApiBadge } from "./api-badge";
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
    <li
      id={`call-${call.id}`}
      className={call.ok ? "call" : "call refused"}
      data-testid="sandbox-call"
      data-ok={call.ok}
    >
      <button type="button" className="call-line" aria-expanded={open} onClick={() => onToggle(call.id)}>
        <span className={`way way-${call.direction}`} title={en}>
          {zh}
        </span>
        <span className="call-address">
          <b>{call.method}</b> {call.api ? <ApiBadge api={call.api} /> : null}{" "}
          <span className="call-path">{path}</span> <small>{host}</small>
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
  `${call.method} ${call.address} ${call.outcome} ${call.api ?? ""}`
    .toLowerCase()
    .includes(words.toLowerCase());

const firstSteps: [zh: string, en: string, address: string][] = [
  ["静默登录", "snsapi_base", "/login/mp?next=/me"],
  ["要昵称和头像的登录", "snsapi_userinfo", "/login/mp?next=/me&scope=snsapi_userinfo"],
  ["买一颗石头，看签名和通知", "pay", "/"],
  ["和公众号说句话", "chat", "/sandbox/chat"],
];

function Nothing({ started, onOpen }: { started: boolean; onOpen: (address: string) => void }) {
  if (started) return <p className="empty">没有符合的调用 nothing matches</p>;
  return (
    <div className="empty">
      <p>还没有人说话。店铺和微信之间的每一次调用都会出现在这里；被拒绝的那些，会说出原因。</p>
      <ul className="first-steps">
        {firstSteps.map(([zh, en, address]) => (
          <li key={en}>
            <button type="button" className="plain" onClick={() => onOpen(address)}>
              {zh} <small>{en}</small>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** An entry that somebody asked for elsewhere; each time it is another object. */
export type ShownCall = { id: number } | null;

/** Shows a call from its top: once the filters have gone, and the ledger has grown. */
const bringUp = (id: number) =>
  setTimeout(() => document.getElementById(`call-${id}`)?.scrollIntoView({ block: "start" }));

type LedgerProps = { calls: CallSummary[]; shown: ShownCall; onOpen: (address: string) => void };

/** Every call between shop and WeChat, the newest first. */
export function Ledger({ calls, shown: asked, onOpen }: LedgerProps) {
  const [words, setWords] = useState("");
  const [refusalsOnly, setRefusalsOnly] = useState(false);
  const [cleared, setCleared] = useState(0);
  const [opened, setOpened] = useState<number | null>(null);
  useEffect(() => {
    if (!asked) return;
    setWords("");
    setRefusalsOnly(false);
    setOpened(asked.id);
    const timer = bringUp(asked.id);
    return () => clearTimeout(timer);
  }, [asked]);
  const toggle = (id: number) => {
    setOpened(opened === id ? null : id);
    if (opened !== id) bringUp(id);
  };
  const fresh = calls.filter((call) => call.id > cleared || call.id === opened);
  const shown = fresh.filter((call) => (!refusalsOnly || !call.ok) && matches(call, words.trim()));
  const refusals = fresh.filter((call) => !call.ok).length;
  return (
    <section className={opened === null ? "ledger" : "ledger reading"} aria-labelledby="ledger-title">
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
        <Nothing started={fresh.length > 0} onOpen={onOpen} />
      ) : (
        <ol className="calls" data-testid="sandbox-ledger">
          {shown.map((call) => (
            <Row key={call.id} call={call} open={opened === call.id} onToggle={toggle} />
          ))}
        </ol>
      )}
    </section>
  );
}
