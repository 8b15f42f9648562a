"use client";

import { useState } from "react";
import type { Said } from "@/lib/sandbox/chat/types";
import { isWebAddress } from "../rich-text";
import { SheetFailure } from "./picture-sheet";
import { Sheet } from "./sheet";

type LinkSheetProps = { onSay: (said: Said) => void; onClose: () => void };

/** Sends a page, as when it is shared with the account. */
export function LinkSheet({ onSay, onClose }: LinkSheetProps) {
  const [title, setTitle] = useState("月光石，斯里兰卡");
  const [description, setDescription] = useState("像把一小片月亮戴在手上");
  const [url, setUrl] = useState(() => `${location.origin}/products/moonstone`);
  const [failure, setFailure] = useState<string | null>(null);
  const field = (label: string, value: string, change: (value: string) => void, first = false) => (
    <label className="sheet-field">
      <span>{label}</span>
      <input
        value={value}
        maxLength={1024}
        onChange={(event) => change(event.target.value)}
        data-first={first ? true : undefined}
      />
    </label>
  );
  return (
    <Sheet title="链接" onClose={onClose} testid="chat-link-sheet">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!title.trim()) return setFailure("链接要有标题");
          if (!isWebAddress(url)) return setFailure("网址要以 http:// 或 https:// 开头");
          onClose();
          onSay({ kind: "link", title: title.trim(), description: description.trim(), url: url.trim() });
        }}
      >
        {field("标题", title, setTitle, true)}
        {field("描述", description, setDescription)}
        {field("网址", url, setUrl)}
        <button type="submit" className="sheet-send" data-testid="chat-link-send">
          发送
        </button>
        <SheetFailure text={failure} />
      </form>
    </Sheet>
  );
}
