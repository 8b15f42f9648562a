"use client";

import { useEffect, useRef, useState } from "react";
import { ChatIcon, HomeIcon, OutIcon, ReloadIcon } from "./icons";
import { chatPath, type Phone } from "./use-phone";

/** Where the phone is, and a way to send it elsewhere. */
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
      <button type="button" onClick={() => control.go("/")} aria-label="首页 home" title="首页 home">
        <HomeIcon />
      </button>
      <button type="button" onClick={control.reload} aria-label="刷新 reload" title="刷新 reload">
        <ReloadIcon />
      </button>
      <button
        type="button"
        className="chat-button"
        onClick={() => control.go(chatPath)}
        aria-label={unread ? `公众号聊天，${unread} 个红包` : "公众号聊天 chat"}
        title="公众号聊天 chat"
        data-testid="sandbox-phone-chat"
      >
        <ChatIcon />
        {unread ? <i aria-hidden="true">{unread}</i> : null}
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
