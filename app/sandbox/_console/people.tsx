"use client";

import { useState } from "react";
import type { PersonState } from "@/lib/sandbox/people";
import { post } from "./api";
import { yuan } from "./format";
import { Heading } from "./heading";
import { useAction } from "./use-action";

function Copy({ label, text }: { label: string; text: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard?.writeText(text).catch(() => undefined);
    setCopied(true);
    setTimeout(() => setCopied(false), 1200);
  };
  return (
    <button type="button" className="copy" onClick={copy} title={`复制 ${text}`}>
      <span className="copy-label">{label}</span>
      <code>{text}</code>
      <span className="copy-done" role="status">
        {copied ? "已复制" : ""}
      </span>
    </button>
  );
}

type FaceProps = { person: PersonState; holding: boolean; onHold: () => void; onChange: () => void };

function PersonCard({ person, holding, onHold, onChange }: FaceProps) {
  const follow = useAction(async (follows: boolean) => {
    await post(`people/${person.id}`, { follows });
    onChange();
  });
  const fill = useAction(async () => {
    await post(`people/${person.id}`, { wallet: person.wallet + 100_000 });
    onChange();
  });
  return (
    <li className={holding ? "person holding" : "person"}>
      <button
        type="button"
        className="person-face"
        aria-pressed={holding}
        onClick={onHold}
        data-testid={`sandbox-holder-${person.id}`}
      >
        {/* biome-ignore lint/performance/noImgElement: a small drawing of our own, nothing to optimise */}
        <img src={person.avatar} alt="" width={48} height={48} title={person.about} />
        <span className="person-name">
          <b>{person.nickname}</b>
          <small>{holding ? "正拿着手机 · holding the phone" : "把手机交给 TA · hand over"}</small>
        </span>
      </button>
      <div className="person-facts">
        <Copy label="mp" text={person.openids.mp} />
        <Copy label="qrcode" text={person.openids.qrcode} />
        <label className="switch">
          <input
            type="checkbox"
            checked={person.follows}
            disabled={follow.busy}
            onChange={(event) => follow.run(event.target.checked)}
            data-testid={`sandbox-follows-${person.id}`}
          />
          <i aria-hidden="true" />
          关注公众号 <small>follows</small>
        </label>
        <p className="purse">
          零钱 <small>wallet</small> <b>{yuan(person.wallet)}</b>
          <button
            type="button"
            className="quiet"
            disabled={fill.busy}
            onClick={() => fill.run()}
            title="加一千元 add ¥1000"
          >
            +1000
          </button>
        </p>
        <FailureNote text={follow.failure ?? fill.failure} />
      </div>
    </li>
  );
}

function FailureNote({ text }: { text: string | null }) {
  return text ? (
    <p className="failure" role="alert">
      {text}
    </p>
  ) : null;
}

function Scanner({ onOpen }: { onOpen: (address: string) => void }) {
  const [text, setText] = useState("");
  const scan = useAction(async () => {
    const { open } = await post<{ open: string }>("scan", { text: text.trim() });
    onOpen(open);
    setText("");
  });
  return (
    <form
      className="scanner"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim()) scan.run();
      }}
    >
      <label htmlFor="scan">
        扫一扫 <small>Scan</small>
      </label>
      <textarea
        id="scan"
        rows={3}
        value={text}
        spellCheck={false}
        placeholder="把二维码里的文字或网址贴在这里"
        onChange={(event) => setText(event.target.value)}
        data-testid="sandbox-scan-text"
      />
      <button type="submit" className="plain" disabled={scan.busy || !text.trim()} data-testid="sandbox-scan">
        用手机扫
      </button>
      <FailureNote text={scan.failure} />
    </form>
  );
}

type PeopleProps = {
  people: PersonState[];
  holder: string;
  onHold: (personId: string) => void;
  onScan: (address: string) => void;
  onChange: () => void;
};

/** Who there is, who holds the phone, and what the phone scans. */
export function People({ people, holder, onHold, onScan, onChange }: PeopleProps) {
  return (
    <section className="people column" aria-labelledby="people-title">
      <Heading id="people-title" zh="人" en="People" />
      <ul className="faces">
        {people.map((person) => (
          <PersonCard
            key={person.id}
            person={person}
            holding={person.id === holder}
            onHold={() => onHold(person.id)}
            onChange={onChange}
          />
        ))}
      </ul>
      <Scanner onOpen={onScan} />
    </section>
  );
}
