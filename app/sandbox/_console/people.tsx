"use client";

import { useState } from "react";
import type { PersonState } from "@/lib/sandbox/people";
import type { WaitingRedPack } from "@/lib/sandbox/red-pack-view";
import { post } from "./api";
import { yuan } from "./format";
import { Heading } from "./heading";
import { DownIcon, EnvelopeIcon } from "./icons";
import { Scanner } from "./scanner";
import { useAction } from "./use-action";
import { chatPath, type Phone } from "./use-phone";

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

/** Leads to the chat where they lie, in this person's hands. */
function RedPacks({ person, count, onOpen }: { person: PersonState; count: number; onOpen: () => void }) {
  if (count === 0) return null;
  return (
    <button
      type="button"
      className="red-packs"
      onClick={onOpen}
      title="打开公众号的聊天 open the chat"
      data-testid={`sandbox-red-packs-${person.id}`}
    >
      <EnvelopeIcon />
      {count} 个红包待领取
    </button>
  );
}

/** What may be copied and changed. */
function Facts({ person, onChange }: { person: PersonState; onChange: () => void }) {
  const follow = useAction(async (follows: boolean) => {
    await post(`people/${person.id}`, { follows });
    onChange();
  });
  const fill = useAction(async () => {
    await post(`people/${person.id}`, { wallet: person.wallet + 100_000 });
    onChange();
  });
  return (
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
  );
}

type FaceProps = {
  person: PersonState;
  holding: boolean;
  /** How many red packs wait for them. */
  redPacks: number;
  onHold: () => void;
  onChat: () => void;
  onChange: () => void;
};

function PersonCard({ person, holding, redPacks, onHold, onChat, onChange }: FaceProps) {
  const [unfolded, setUnfolded] = useState(false);
  const open = holding || unfolded;
  return (
    <li className={holding ? "person holding" : "person"} data-testid={`sandbox-person-${person.id}`}>
      <div className="person-head">
        <button
          type="button"
          className="person-face"
          aria-pressed={holding}
          onClick={onHold}
          title={holding ? person.about : `${person.about}：交给 TA · hand over`}
          data-testid={`sandbox-holder-${person.id}`}
        >
          {/* biome-ignore lint/performance/noImgElement: a small drawing of our own, nothing to optimise */}
          <img src={person.avatar} alt="" width={48} height={48} />
          <span className="person-name">
            <b>{person.nickname}</b>
            <small>{holding ? "正拿着手机 · holding the phone" : "把手机交给 TA"}</small>
          </span>
        </button>
        {holding ? null : (
          <button
            type="button"
            className="person-more"
            aria-expanded={unfolded}
            aria-label={`${person.nickname}的 openid 和零钱`}
            onClick={() => setUnfolded(!unfolded)}
          >
            <DownIcon />
          </button>
        )}
      </div>
      <RedPacks person={person} count={redPacks} onOpen={onChat} />
      {open ? <Facts person={person} onChange={onChange} /> : null}
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

type PeopleProps = {
  people: PersonState[];
  holder: string;
  waiting: WaitingRedPack[];
  phone: Phone;
  /** The phone is being handed over at this moment. */
  handing: boolean;
  onHold: (personId: string, open?: string) => void;
  onChange: () => void;
};

/** Who there is, who holds the phone, and what the phone scans. */
export function People({ people, holder, waiting, phone, handing, onHold, onChange }: PeopleProps) {
  return (
    <section className="people column" aria-labelledby="people-title">
      <Heading id="people-title" zh="人" en="People" />
      <ul className="faces">
        {people.map((person) => (
          <PersonCard
            key={person.id}
            person={person}
            holding={person.id === holder}
            redPacks={waiting.filter((pack) => pack.person === person.id).length}
            onHold={() => onHold(person.id)}
            onChat={() => onHold(person.id, chatPath)}
            onChange={onChange}
          />
        ))}
      </ul>
      <Scanner phone={phone} away={handing} />
    </section>
  );
}
