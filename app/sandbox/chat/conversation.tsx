"use client";

import { Fragment, useEffect, useLayoutEffect, useRef, useState } from "react";
import { Content } from "./_lines/content";
import { RedPack } from "./_lines/red-pack";
import { Clock, type Faces, Row, Side } from "./_lines/row";
import { DownArrowIcon } from "./icons";
import type { Pending } from "./pending";
import { chatTime, type Item, showsTime } from "./timeline";

const near = 80;

/** Keeps the end in sight while one is there; whoever reads above is told how many came. */
function useEnd(count: number, ownCount: number) {
  const list = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const seen = useRef(count);
  const own = useRef(ownCount);
  const [missed, setMissed] = useState(0);
  const toEnd = () => {
    const place = list.current;
    if (place) place.scrollTop = place.scrollHeight;
    atEnd.current = true;
    setMissed(0);
  };
  useLayoutEffect(() => {
    const added = count - seen.current;
    const spoke = ownCount > own.current;
    seen.current = count;
    own.current = ownCount;
    const place = list.current;
    if (!place) return;
    if (atEnd.current || spoke) {
      place.scrollTop = place.scrollHeight;
      atEnd.current = true;
      setMissed(0);
    } else if (added > 0) setMissed((before) => before + added);
  }, [count, ownCount]);
  useEffect(() => {
    const place = list.current;
    const content = place?.firstElementChild;
    if (!place || !content || typeof ResizeObserver === "undefined") return;
    // Pictures get their height when they have come; the keyboard and drawers take some of the list's.
    const watcher = new ResizeObserver(() => {
      if (atEnd.current) place.scrollTop = place.scrollHeight;
    });
    watcher.observe(content);
    watcher.observe(place);
    return () => watcher.disconnect();
  }, []);
  const onScroll = () => {
    const place = list.current;
    if (!place) return;
    atEnd.current = place.scrollHeight - place.scrollTop - place.clientHeight < near;
    if (atEnd.current) setMissed(0);
  };
  return { list, onScroll, missed, toEnd };
}

function Unsent({ onRetry }: { onRetry: () => void }) {
  return (
    <button
      type="button"
      className="chat-failed"
      onClick={onRetry}
      aria-label="未发送，点一下重试"
      data-testid="chat-retry"
    >
      !
    </button>
  );
}

type ConversationProps = {
  items: Item[];
  pending: Pending[];
  faces: Faces;
  onRetry: (pending: Pending) => void;
};

/** The messages, oldest first, and what is on its way. */
export function Conversation({ items, pending, faces, onRetry }: ConversationProps) {
  const mine = items.filter(({ line }) => line?.from === "person").length + pending.length;
  const { list, onScroll, missed, toEnd } = useEnd(items.length + pending.length, mine);
  const last = items[items.length - 1];
  // The sandbox's clock may be ahead of this machine's.
  const nowMs = Math.max(Date.now(), last ? Date.parse(last.at) : 0);
  return (
    <div className="chat-list-frame">
      <div
        className="chat-list"
        ref={list}
        onScroll={onScroll}
        role="log"
        aria-live="polite"
        aria-label="聊天记录"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse scrolls it with the arrow keys
        tabIndex={0}
        data-testid="chat-log"
      >
        <div className="chat-lines">
          {items.map((item, index) => (
            <Fragment key={item.key}>
              {showsTime(item.at, items[index - 1]?.at) ? (
                <time className="chat-time" dateTime={item.at}>
                  {chatTime(item.at, nowMs)}
                </time>
              ) : null}
              <div className="chat-line" data-testid="chat-line" data-from={item.line?.from ?? "account"}>
                {item.line ? (
                  <Row line={item.line} faces={faces} />
                ) : (
                  <Side mine={false} name={faces.account} avatar="/icon.svg">
                    <RedPack pack={item.pack} />
                  </Side>
                )}
              </div>
            </Fragment>
          ))}
          {pending.map((one) => (
            <div className="chat-line" key={`pending-${one.key}`} data-testid="chat-pending">
              <Side
                mine
                name={faces.nickname}
                avatar={faces.avatar}
                mark={
                  one.state === "sending" ? (
                    <Clock label="正在发送" />
                  ) : (
                    <Unsent onRetry={() => onRetry(one)} />
                  )
                }
              >
                <Content content={one.said} account={faces.account} />
              </Side>
              {one.state === "unsent" ? <p className="chat-note">未发送，点 ! 重试</p> : null}
            </div>
          ))}
        </div>
      </div>
      {missed > 0 ? (
        <button type="button" className="chat-missed" onClick={toEnd}>
          <DownArrowIcon />
          {missed} 条新消息
        </button>
      ) : null}
    </div>
  );
}
