"use client";

import { useEffect, useRef, useState } from "react";
import { OutIcon, ReloadIcon } from "./icons";
import { chatPath, type Phone } from "./use-phone";

const inChat = (address: string): boolean => address.split(/[?#]/)[0] === chatPath;

/** The shop, or the chat with its account: each is found as it was left. */
function Places({ control, unread }: { control: Phone; unread: number }) {
  const address = control.page?.address ?? "/";
  const chatting = inChat(address);
  const shop = useRef("/");
  useEffect(() => {
    if (!chatting && !address.startsWith("/sandbox/")) shop.current = address;
  }, [address, chatting]);
  return (
    <fieldset className="places">
      <legend className="sr-only">手机里看什么</legend>
      <button
        type="button"
        aria-pressed={!chatting}
        onClick={() => control.go(chatting ? shop.current : "/")}
        title="商店 shop"
        data-testid="sandbox-phone-shop"
      >
        商店
      </button>
      <button
        type="button"
        className="chat-button"
        aria-pressed={chatting}
        onClick={() => control.go(chatPath)}
        aria-label={unread && !chatting ? `公众号，${unread} 条没看` : "公众号"}
        title="公众号聊天 chat"
        data-testid="sandbox-phone-chat"
      >
        公众号
        {unread && !chatting ? <i aria-hidden="true">{unread}</i> : null}
      </button>
    </fieldset>
  );
}

/** Where the phone is, and a way to send it elsewhere. `unread`: messages of the account that nobody looked at. */
export function AddressLine({ control, unread }: { control: Phone; unread: number }) {
  const shown = control.page?.address ?? "";
  const [text, setText] = useState(shown);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (document.activeElement !== input.current) setText(shown);
  }, [shown]);
  return (
    <form
      className="address-line"
      onSubmit={(event) => {
        event.preventDefault();
        input.current?.blur();
        control.go(text.trim() || "/");
      }}
    >
      <Places control={control} unread={unread} />
      <button type="button" onClick={control.reload} aria-label="刷新 reload" title="刷新 reload">
        <ReloadIcon />
      </button>
      <input
        ref={input}
        value={text}
        aria-label="手机里的地址 address"
        spellCheck={false}
        onChange={(event) => setText(event.target.value)}
        onBlur={() => setText(shown)}
        data-testid="sandbox-phone-address"
      />
      <a
        href={shown || "/"}
        target="_blank"
        rel="noopener"
        aria-label="在浏览器打开"
        title="在浏览器打开 open in a tab"
      >
        <OutIcon />
      </a>
    </form>
  );
}
