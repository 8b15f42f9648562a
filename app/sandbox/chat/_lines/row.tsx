"use client";

import type { ReactNode } from "react";
import type { ChatLine } from "@/lib/sandbox/chat/types";
import { useChatActions } from "../actions";
import { Content, isWide } from "./content";

type SideProps = {
  mine: boolean;
  /** Who speaks, for who cannot see the side. */
  name: string;
  avatar: string;
  /** Small print above the bubble. */
  label?: string | undefined;
  mark?: ReactNode;
  children: ReactNode;
};

/** A face, and what it says beside it: the account's at left, one's own at right. */
export function Side({ mine, name, avatar, label, mark, children }: SideProps) {
  const { profile } = useChatActions();
  // biome-ignore lint/performance/noImgElement: small drawings of our own
  const face = <img src={avatar} alt={name} width={40} height={40} />;
  return (
    <div className={mine ? "side mine" : "side"}>
      {mine ? (
        <span className="side-face">{face}</span>
      ) : (
        <button type="button" className="side-face" onClick={profile} aria-label={`${name}的资料`}>
          {face}
        </button>
      )}
      <div className="side-body">
        {label ? <small className="side-label">{label}</small> : null}
        {children}
      </div>
      {mark ? <span className="side-mark">{mark}</span> : null}
    </div>
  );
}

/** How the delivery of what was sent stands, drawn beside it. */
export function Clock({ label }: { label: string }) {
  return (
    <span className="chat-waiting" role="img" aria-label={label} title={label}>
      <svg viewBox="0 0 16 16" width={16} height={16} aria-hidden="true">
        <circle cx="8" cy="8" r="6.4" />
        <path d="M8 4.4V8l2.4 1.6" />
      </svg>
    </span>
  );
}

function Delivery({ delivery }: { delivery: ChatLine["delivery"] }) {
  const { explain } = useChatActions();
  if (delivery === "waiting") return <Clock label="等店铺回答" />;
  if (delivery !== "failed") return null;
  return (
    <button type="button" className="chat-failed" onClick={explain} aria-label="店铺没有回答，点开看原因">
      !
    </button>
  );
}

export type Faces = { account: string; nickname: string; avatar: string };

/** One line of the chat. */
export function Row({ line, faces }: { line: ChatLine; faces: Faces }) {
  const content = <Content content={line.content} account={faces.account} />;
  if (line.from === "wechat" || line.content.kind === "note" || isWide(line.content)) return content;
  const mine = line.from === "person";
  return (
    <Side
      mine={mine}
      name={mine ? faces.nickname : faces.account}
      avatar={mine ? faces.avatar : "/icon.svg"}
      label={line.via === "staff" || line.content.kind === "staff" ? "客服" : undefined}
      mark={mine ? <Delivery delivery={line.delivery} /> : null}
    >
      {content}
    </Side>
  );
}
