"use client";

import { useState } from "react";
import type { Said } from "@/lib/sandbox/chat/types";
import { LinkSheet } from "../_sheets/link-sheet";
import { PictureSheet } from "../_sheets/picture-sheet";
import { PlaceSheet } from "../_sheets/place-sheet";
import { ScanSheet } from "../_sheets/scan-sheet";
import { VideoSheet } from "../_sheets/video-sheet";
import { VoiceSheet } from "../_sheets/voice-sheet";
import { useChatActions } from "../actions";
import { KeyboardIcon, MenuIcon } from "../icons";
import type { Place } from "../samples";
import type { ChatControl } from "../use-chat";
import { Faces, type More, MoreDrawer } from "./drawers";
import { type Drawer, InputBar } from "./input-bar";
import { MenuBar } from "./menu-bar";
import { type MenuQuestion, useMenu } from "./use-menu";

const locationOf = (place: Place): Said => ({ kind: "location", scale: 15, ...place });

type Rising = More | "voice" | null;

type SheetsProps = { rising: Rising; say: (said: Said) => void; onClose: () => void };

function Sheets({ rising, say, onClose }: SheetsProps) {
  switch (rising) {
    case "picture":
      return <PictureSheet onChosen={async (mediaId) => say({ kind: "image", mediaId })} onClose={onClose} />;
    case "video":
      return <VideoSheet onSay={say} onClose={onClose} />;
    case "voice":
      return <VoiceSheet onSay={say} onClose={onClose} />;
    case "place":
      return <PlaceSheet onChosen={(place) => say(locationOf(place))} onClose={onClose} />;
    case "link":
      return <LinkSheet onSay={say} onClose={onClose} />;
    case null:
      return null;
  }
}

type QuestionProps = { question: MenuQuestion; menu: ReturnType<typeof useMenu> };

/** What a button of the menu asks for first. */
function Question({ question, menu }: QuestionProps) {
  if (!question) return null;
  const { tap, kind } = question;
  const onClose = menu.dismiss;
  switch (kind) {
    case "scan":
      return <ScanSheet onScanned={(text) => menu.scanned(tap, text)} onClose={onClose} />;
    case "picture":
      return (
        <PictureSheet
          title="拍照或选照片"
          onChosen={(mediaId) => menu.pictured(tap, mediaId)}
          onClose={onClose}
        />
      );
    case "place":
      return <PlaceSheet onChosen={(place) => menu.placed(tap, place)} onClose={onClose} />;
  }
}

/** Below the chat: the account's menu, or the keyboard; the key at the left changes between them. */
export function Bar({ chat, onSay }: { chat: ChatControl; onSay: (said: Said) => void }) {
  const { open, tell } = useChatActions();
  const [typing, setTyping] = useState(false);
  const [drawer, setDrawer] = useState<Drawer>("none");
  const [rising, setRising] = useState<Rising>(null);
  const [text, setText] = useState("");
  const menu = useMenu({ act: chat.act, open, tell });
  const buttons = chat.chat.menu;
  const hasMenu = buttons.length > 0;
  const send = () => {
    if (!text.trim()) return;
    onSay({ kind: "text", text: text.trim() });
    setText("");
  };
  return (
    <footer className="bar">
      <div className="bar-line">
        {hasMenu ? (
          <button
            type="button"
            className="bar-icon bar-switch"
            onClick={() => {
              setTyping(!typing);
              setDrawer("none");
            }}
            aria-label={typing ? "切换到菜单" : "切换到键盘"}
            data-testid="chat-bar-switch"
          >
            {typing ? <MenuIcon /> : <KeyboardIcon />}
          </button>
        ) : null}
        {hasMenu && !typing ? (
          <MenuBar menu={buttons} onTap={menu.tap} />
        ) : (
          <InputBar
            drawer={drawer}
            onDrawer={setDrawer}
            text={text}
            onText={setText}
            onSend={send}
            onVoice={() => setRising("voice")}
          />
        )}
      </div>
      {drawer === "faces" ? <Faces onFace={(face) => setText((before) => before + face)} /> : null}
      {drawer === "more" ? <MoreDrawer onMore={setRising} /> : null}
      <Sheets rising={rising} say={onSay} onClose={() => setRising(null)} />
      <Question question={menu.question} menu={menu} />
    </footer>
  );
}
