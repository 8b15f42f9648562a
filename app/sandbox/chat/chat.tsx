"use client";

import { useMemo, useState } from "react";
import type { ChatState, Said } from "@/lib/sandbox/chat/types";
import type { RedPackMessage } from "@/lib/sandbox/red-pack-view";
import { Bar } from "./_bar/bar";
import type { Faces } from "./_lines/row";
import { Sheet } from "./_sheets/sheet";
import { type ChatActions, ChatActionsProvider } from "./actions";
import { Conversation } from "./conversation";
import { BackIcon, DotsIcon } from "./icons";
import { openPage } from "./open-page";
import { Profile } from "./profile";
import { type Item, timeline } from "./timeline";
import { useChat } from "./use-chat";
import { useBridge, useFramed, useProfile, useTitle, useToast } from "./use-page";
import { type Shown, Viewer } from "./viewer";

/** Where no phone is drawn around the page. */
function TitleBar({
  title,
  onDots,
  onBack,
}: {
  title: string;
  onDots: (() => void) | null;
  onBack: () => void;
}) {
  return (
    <header className="chat-title">
      <button type="button" onClick={onBack} aria-label="返回">
        <BackIcon />
      </button>
      <h1>{title}</h1>
      {onDots ? (
        <button type="button" onClick={onDots} aria-label="公众号资料" data-testid="chat-profile">
          <DotsIcon />
        </button>
      ) : (
        <span />
      )}
    </header>
  );
}

/** Why nobody answered. */
function Unanswered({ onClose }: { onClose: () => void }) {
  return (
    <Sheet title="店铺没有回答这条消息" onClose={onClose}>
      <p className="sheet-line">
        微信把它送到公众号的服务器地址：5 秒内没有得到有效的回答就再送，三次都没有成功。
      </p>
      <p className="sheet-line">
        每一次送了什么、收到什么、为什么不算回答，都在沙箱的台账里，方向“微信 → 店”。
      </p>
      <button type="button" className="sheet-send" onClick={onClose} data-first>
        知道了
      </button>
    </Sheet>
  );
}

/** What reaches those who do not follow the account: red packs, and notices that they subscribed to. */
const isService = ({ line }: Item): boolean =>
  !line || (line.content.kind === "template" && line.content.api === "subscribe");

type ChatProps = { state: ChatState; packs: RedPackMessage[]; avatar: string };

/** The chat with the official account, oldest first, as WeChat has it. */
export function Chat({ state, packs, avatar }: ChatProps) {
  useBridge();
  const chat = useChat({ chat: state, packs });
  const framed = useFramed();
  const profile = useProfile();
  const toast = useToast();
  const [shown, setShown] = useState<Shown | null>(null);
  const [explained, setExplained] = useState(false);
  const { account, nickname, person, follows, typing, staff, lines } = chat.chat;
  const onProfile = profile.shown || !follows;
  const title = onProfile ? account : typing ? "对方正在输入…" : account;
  useTitle(title);

  const items = useMemo(() => timeline(lines, chat.packs), [lines, chat.packs]);
  const faces: Faces = { account, nickname, avatar };
  const say = (said: Said) => void chat.say(said);
  const actions: ChatActions = {
    say,
    open: (address) => openPage(address, person),
    view: setShown,
    tell: toast.tell,
    explain: () => setExplained(true),
    profile: profile.open,
  };
  const services = follows ? items : items.filter(isService);
  const list = <Conversation items={services} pending={chat.pending} faces={faces} onRetry={chat.retry} />;
  return (
    <ChatActionsProvider value={actions}>
      <main
        className={`chat${onProfile ? " on-profile" : ""}${framed ? " framed" : ""}`}
        data-testid="chat"
        data-follows={follows}
      >
        {framed === false ? (
          <TitleBar
            title={title}
            onDots={onProfile ? null : profile.open}
            onBack={() => (history.length > 1 ? history.back() : location.assign("/"))}
          />
        ) : (
          <h1 className="sr-only">{title}</h1>
        )}
        {chat.online ? null : (
          <p className="chat-offline" role="status">
            网络不可用，正在重试…
          </p>
        )}
        {onProfile ? <Profile chat={chat} onChat={profile.close} /> : null}
        {follows && !profile.shown ? (
          <>
            {staff ? (
              <p className="chat-staff" role="status">
                正在和人工客服说话，消息不会送到店铺的服务器
              </p>
            ) : null}
            {list}
            <Bar chat={chat} onSay={say} />
          </>
        ) : null}
        {!follows && services.length > 0 ? (
          <section className="chat-services" aria-label="服务通知">
            <h2>服务通知</h2>
            {list}
          </section>
        ) : null}
        {shown ? <Viewer shown={shown} onClose={() => setShown(null)} /> : null}
        {explained ? <Unanswered onClose={() => setExplained(false)} /> : null}
        {toast.text ? (
          <p className="chat-toast" role="alert">
            {toast.text}
          </p>
        ) : null}
      </main>
    </ChatActionsProvider>
  );
}
