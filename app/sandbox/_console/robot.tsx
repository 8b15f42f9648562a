"use client";

import { useState } from "react";
import type { ChatOverview } from "@/lib/sandbox/chat/overview";
import type { PushMode } from "@/lib/sandbox/chat/types";
import type { CallSummary } from "@/lib/sandbox/ledger";
import type { PersonState } from "@/lib/sandbox/people";
import { post } from "./api";
import { Pushes } from "./pushes";
import { Staff } from "./staff";
import { useAction } from "./use-action";

const modes: readonly [mode: PushMode, zh: string, en: string][] = [
  ["plain", "明文", "plain"],
  ["compatible", "兼容", "compatible"],
  ["safe", "安全", "safe"],
];

const nameOf = (wanted: PushMode): string => modes.find(([mode]) => mode === wanted)?.[1] ?? wanted;

function Summary({ chat }: { chat: ChatOverview }) {
  const failed = chat.pushes.filter(({ status }) => status === "failed").length;
  const waiting = chat.pushes.filter(({ status }) => status === "waiting").length;
  return (
    <summary data-testid="sandbox-robot-summary">
      <h2>
        公众号 <small lang="en">Official account</small>
      </h2>
      <span className={chat.mode === chat.shopMode ? undefined : "limited"}>{nameOf(chat.mode)}模式</span>
      <span>
        推送 <b>{chat.pushes.length}</b>
        {waiting ? `，推送中 ${waiting}` : ""}
      </span>
      {failed ? <span className="limited">没有回答 {failed}</span> : null}
    </summary>
  );
}

type EndpointProps = { chat: ChatOverview; onChange: () => void };

/** The shop's server address, as WeChat's own console has it: checked when somebody asks. */
function Endpoint({ chat, onChange }: EndpointProps) {
  const [result, setResult] = useState<{ ok: boolean; message: string } | null>(null);
  const verify = useAction(async () => {
    setResult(await post<{ ok: boolean; message: string }>("chat/verify"));
    onChange();
  });
  const choose = useAction(async (mode: PushMode) => {
    await post("chat/mode", { mode });
    onChange();
  });
  return (
    <>
      <div className="robot-line">
        <span className="robot-label">
          服务器地址 <small lang="en">URL</small>
        </span>
        <code className="robot-address" title={chat.endpoint ?? undefined}>
          {chat.endpoint ?? "店铺没有设置 WEROBOT_TOKEN"}
        </code>
        <button
          type="button"
          className="quiet"
          disabled={verify.busy || chat.endpoint === null}
          onClick={() => void verify.run()}
          data-testid="sandbox-robot-verify"
        >
          校验地址 <small>verify</small>
        </button>
      </div>
      <p className="robot-result" role="status" data-testid="sandbox-robot-result">
        {result ? <span className={result.ok ? "good" : "failure"}>{result.message}</span> : null}
        {verify.failure ? <span className="failure">{verify.failure}</span> : null}
      </p>
      <div className="robot-line">
        <span className="robot-label">
          加解密方式 <small lang="en">mode</small>
        </span>
        <fieldset className="devices">
          <legend className="sr-only">消息加解密方式</legend>
          {modes.map(([mode, zh, en]) => (
            <button
              key={mode}
              type="button"
              aria-pressed={chat.mode === mode}
              disabled={choose.busy}
              title={en}
              onClick={() => void choose.run(mode)}
              data-testid={`sandbox-mode-${mode}`}
            >
              {zh}
            </button>
          ))}
        </fieldset>
        {chat.mode === chat.shopMode ? null : (
          <span className="robot-warning">店铺的设置是{nameOf(chat.shopMode)}模式</span>
        )}
        {choose.failure ? <span className="failure">{choose.failure}</span> : null}
      </div>
    </>
  );
}

type RobotProps = {
  chat: ChatOverview;
  people: PersonState[];
  holder: string;
  calls: CallSummary[];
  /** Opens an entry of the ledger. */
  onCall: (id: number) => void;
  onChange: () => void;
};

/** The official account's server settings, what was pushed to the shop, and the staff. Folded up until it is wanted. */
export function Robot({ chat, people, holder, calls, onCall, onChange }: RobotProps) {
  const [open, setOpen] = useState(false);
  const person = people.find(({ id }) => id === holder);
  const staffed = chat.people.some(({ id, staff }) => id === holder && staff);
  return (
    <details
      className="access robot"
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
      data-testid="sandbox-robot"
    >
      <Summary chat={chat} />
      <Endpoint chat={chat} onChange={onChange} />
      <Pushes chat={chat} people={people} calls={calls} onCall={onCall} />
      {person ? (
        <Staff key={person.id} nickname={person.nickname} open={staffed} onChange={onChange} />
      ) : null}
    </details>
  );
}
