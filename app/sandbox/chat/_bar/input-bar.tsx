"use client";

import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { FaceIcon, KeyboardIcon, PlusIcon, VoiceIcon } from "../icons";

export type Drawer = "none" | "faces" | "more";

type InputBarProps = {
  drawer: Drawer;
  onDrawer: (drawer: Drawer) => void;
  /** What stands in the field. */
  text: string;
  onText: (text: string) => void;
  onSend: () => void;
  onVoice: () => void;
};

const tallest = 116;

/** Typing: a field that grows with what stands in it, voice at its left, faces and more at its right. */
export function InputBar({ drawer, onDrawer, text, onText, onSend, onVoice }: InputBarProps) {
  const [speaking, setSpeaking] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: its height follows what stands in it
  useEffect(() => {
    const area = field.current;
    if (!area) return;
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight, tallest)}px`;
  }, [text, speaking]);
  const onKeyDown = (event: KeyboardEvent) => {
    // While characters are being composed, Enter chooses among them. Safari says so by the key's number only.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing || event.keyCode === 229)
      return;
    event.preventDefault();
    onSend();
  };
  const toggle = (wanted: Drawer) => onDrawer(drawer === wanted ? "none" : wanted);
  return (
    <div className="input-bar">
      <button
        type="button"
        className="bar-icon"
        onClick={() => setSpeaking(!speaking)}
        aria-label={speaking ? "切换到文字" : "切换到语音"}
        data-testid="chat-speak"
      >
        {speaking ? <KeyboardIcon /> : <VoiceIcon />}
      </button>
      {speaking ? (
        <button type="button" className="bar-hold" onClick={onVoice} data-testid="chat-hold">
          按住 说话
        </button>
      ) : (
        <textarea
          ref={field}
          rows={1}
          value={text}
          maxLength={2048}
          enterKeyHint="send"
          aria-label="发消息"
          onChange={(event) => onText(event.target.value)}
          onKeyDown={onKeyDown}
          onFocus={() => onDrawer("none")}
          data-testid="chat-text"
        />
      )}
      <button
        type="button"
        className="bar-icon"
        onClick={() => toggle("faces")}
        aria-expanded={drawer === "faces"}
        aria-label="表情"
      >
        <FaceIcon />
      </button>
      {text.trim() && !speaking ? (
        <button type="button" className="bar-send" onClick={onSend} data-testid="chat-send">
          发送
        </button>
      ) : (
        <button
          type="button"
          className="bar-icon"
          onClick={() => toggle("more")}
          aria-expanded={drawer === "more"}
          aria-label="更多"
          data-testid="chat-more"
        >
          <PlusIcon />
        </button>
      )}
    </div>
  );
}
