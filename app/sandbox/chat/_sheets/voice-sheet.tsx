"use client";

import { useState } from "react";
import { useAction } from "@/app/sandbox/_console/use-action";
import type { Said } from "@/lib/sandbox/chat/types";
import { upload } from "../media";
import { hum, samplePhrases } from "../samples";
import { SheetFailure } from "./picture-sheet";
import { Sheet } from "./sheet";

type VoiceSheetProps = { onSay: (said: Said) => void; onClose: () => void };

/** What was recorded: one of three phrases, and what WeChat makes of it when it recognises speech. */
export function VoiceSheet({ onSay, onClose }: VoiceSheetProps) {
  const [phrase, setPhrase] = useState<string>(samplePhrases[0]);
  const [heard, setHeard] = useState<string>(samplePhrases[0]);
  const send = useAction(async () => {
    const { sound, seconds } = hum(phrase);
    const mediaId = await upload(sound, "voice.wav");
    const recognition = heard.trim();
    onClose();
    onSay({ kind: "voice", mediaId, seconds, ...(recognition ? { recognition } : {}) });
  });
  return (
    <Sheet title="发送语音" onClose={onClose} testid="chat-voice-sheet">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send.run();
        }}
      >
        <fieldset className="sheet-list">
          <legend className="sr-only">说什么</legend>
          {samplePhrases.map((text, index) => (
            <label key={text}>
              <input
                type="radio"
                name="phrase"
                checked={phrase === text}
                onChange={() => {
                  setPhrase(text);
                  setHeard(text);
                }}
                data-first={index === 0 ? true : undefined}
              />
              <span>{text}</span>
              <small>{hum(text).seconds}″</small>
            </label>
          ))}
        </fieldset>
        <label className="sheet-field">
          <span>语音识别</span>
          <input
            value={heard}
            onChange={(event) => setHeard(event.target.value)}
            placeholder="留空：公众号没有开通语音识别"
            data-testid="chat-voice-heard"
          />
        </label>
        <button type="submit" className="sheet-send" disabled={send.busy} data-testid="chat-voice-send">
          发送
        </button>
        <SheetFailure text={send.failure} />
      </form>
    </Sheet>
  );
}
