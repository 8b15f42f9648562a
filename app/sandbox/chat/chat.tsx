"use client";

import { useEffect, useState } from "react";
import { get } from "@/app/sandbox/_console/api";
import { beijing } from "@/app/sandbox/_console/format";
import type { RedPackMessage } from "@/lib/sandbox/red-pack-view";

const beat = 1000;

/** What the app draws over pages comes with the bridge: a WeChat that is one has it already. */
function useBridge() {
  useEffect(() => {
    if ("sandboxBridge" in window) return;
    const script = document.createElement("script");
    script.src = "/sandbox/bridge.js";
    document.head.append(script);
  }, []);
}

/** The messages as they are now: asks each second while the page is seen. */
function useMessages(initial: RedPackMessage[]): RedPackMessage[] {
  const [messages, setMessages] = useState(initial);
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.hidden) return;
      get<RedPackMessage[]>("messages").then(setMessages, () => undefined);
    }, beat);
    return () => clearInterval(timer);
  }, []);
  return messages;
}

function RedPack({ message }: { message: RedPackMessage }) {
  const open = () => window.postMessage({ sandboxPhone: "red-pack", id: message.id }, location.origin);
  return (
    <li className="chat-message">
      <time dateTime={message.at}>{beijing(new Date(message.at)).time.slice(0, 5)}</time>
      {/* biome-ignore lint/performance/noImgElement: the site's own icon */}
      <img src="/icon.svg" alt={message.sender} width={40} height={40} />
      <button
        type="button"
        className={message.sealed ? "red-pack-card" : "red-pack-card opened"}
        onClick={open}
        data-testid="sandbox-red-pack-card"
        data-sealed={message.sealed}
      >
        <span className="red-pack-body">
          <svg viewBox="0 0 36 42" width={36} height={42} aria-hidden="true">
            <rect width="36" height="42" rx="4" fill="#d9503f" />
            <path d="M0 17c10 7.5 26 7.5 36 0V4a4 4 0 0 0-4-4H4a4 4 0 0 0-4 4z" fill="#e66a55" />
            <circle cx="18" cy="21.5" r="6.5" fill="#f3d9a2" />
          </svg>
          <span>
            <b>{message.wishing}</b>
            {message.note ? <small>{message.note}</small> : null}
          </span>
        </span>
        <span className="red-pack-foot">微信红包</span>
      </button>
    </li>
  );
}

type ChatProps = { account: string; person: string; messages: RedPackMessage[] };

/** The chat with the official account, oldest first, as WeChat has it. */
export function Chat({ account, person, messages: initial }: ChatProps) {
  useBridge();
  const messages = useMessages(initial);
  return (
    <main className="chat">
      <h1 className="sr-only">
        {account}发给{person}的消息
      </h1>
      {messages.length === 0 ? (
        <p className="chat-empty">
          {account}还没有给{person}发过红包
        </p>
      ) : (
        <ol>
          {messages.map((message) => (
            <RedPack key={message.id} message={message} />
          ))}
        </ol>
      )}
      <p className="chat-line">沙箱 · 红包里没有真的钱</p>
    </main>
  );
}
