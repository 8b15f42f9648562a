"use client";

import { useState } from "react";
import { Sheet } from "./sheet";

type ScanSheetProps = { onScanned: (text: string) => void; onClose: () => void };

/** The camera before a code: what the code says, as text. */
export function ScanSheet({ onScanned, onClose }: ScanSheetProps) {
  const [text, setText] = useState("");
  return (
    <Sheet title="扫一扫" onClose={onClose} testid="chat-scan-sheet">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!text.trim()) return;
          onClose();
          onScanned(text.trim());
        }}
      >
        <div className="sheet-viewfinder" aria-hidden="true">
          <i />
        </div>
        <label className="sheet-field">
          <span>码的内容</span>
          <input
            value={text}
            maxLength={2048}
            spellCheck={false}
            placeholder="二维码或条形码里的文字"
            onChange={(event) => setText(event.target.value)}
            data-first
            data-testid="chat-scan-text"
          />
        </label>
        <button type="submit" className="sheet-send" disabled={!text.trim()} data-testid="chat-scan-send">
          扫码
        </button>
      </form>
    </Sheet>
  );
}
