"use client";

import type { ChatOverview, PushState } from "@/lib/sandbox/chat/overview";
import type { CallSummary } from "@/lib/sandbox/ledger";
import type { PersonState } from "@/lib/sandbox/people";
import { timeOfDay } from "./format";

const states: Readonly<Record<PushState["status"], string>> = {
  waiting: "推送中",
  answered: "已回答",
  failed: "没有回答",
};

/**
 * The ledger's entry of a push's last delivery: a call to the endpoint that names it, made after it and before the
 * next of its kind. Pushes and calls come newest first.
 */
export function callOf(
  push: PushState,
  pushes: readonly PushState[],
  calls: readonly CallSummary[],
  endpoint: string | null,
): CallSummary | undefined {
  const next = [...pushes].reverse().find(({ id, name }) => id > push.id && name === push.name);
  return calls.find(
    ({ direction, method, address, outcome, at }) =>
      direction === "out" &&
      method === "POST" &&
      address === endpoint &&
      outcome.startsWith(push.title) &&
      at >= push.at &&
      (!next || at < next.at),
  );
}

type RowProps = { push: PushState; who: string; call: CallSummary | undefined; onCall: (id: number) => void };

function Row({ push, who, call, onCall }: RowProps) {
  return (
    <li className="push" data-testid="sandbox-push" data-status={push.status} data-name={push.name}>
      <span className="push-time">{timeOfDay(push.at)}</span>
      <span className="push-name">
        {push.title} <small>{who}</small>
      </span>
      <span className={`state state-push-${push.status}`}>{states[push.status]}</span>
      <small className="push-attempts">{push.attempts > 1 ? `送了 ${push.attempts} 次` : ""}</small>
      <button
        type="button"
        className="quiet"
        disabled={!call}
        onClick={() => call && onCall(call.id)}
        data-testid="sandbox-push-call"
      >
        台账 <small>ledger</small>
      </button>
    </li>
  );
}

type PushesProps = {
  chat: ChatOverview;
  people: PersonState[];
  calls: CallSummary[];
  onCall: (id: number) => void;
};

/** What went to the shop's server last, and how it fared. */
export function Pushes({ chat, people, calls, onCall }: PushesProps) {
  if (chat.pushes.length === 0)
    return <p className="empty">还没有推送。在公众号里说句话，它会出现在这里。</p>;
  const names = new Map<string, string>(people.map(({ id, nickname }) => [id, nickname]));
  return (
    <ul>
      {chat.pushes.map((push) => (
        <Row
          key={push.id}
          push={push}
          who={names.get(push.personId) ?? push.personId}
          call={callOf(push, chat.pushes, calls, chat.endpoint)}
          onCall={onCall}
        />
      ))}
    </ul>
  );
}
