"use client";

import { useAction } from "@/app/sandbox/_console/use-action";
import { useChatActions } from "./actions";
import type { ChatControl } from "./use-chat";

type ProfileProps = { chat: ChatControl; onChat: () => void };

/** The account's own page: what it is, and whether one follows it. */
export function Profile({ chat, onChat }: ProfileProps) {
  const { tell } = useChatActions();
  const { account, follows } = chat.chat;
  const change = useAction(async (act: "follow" | "unfollow") => {
    const result = await chat.act({ act });
    if (result.note) tell(result.note);
    if (act === "follow") onChat();
  });
  return (
    <section className="profile" aria-label={`${account}的资料`}>
      <div className="profile-head">
        {/* biome-ignore lint/performance/noImgElement: the site's own icon */}
        <img src="/icon.svg" alt="" width={64} height={64} />
        <div>
          <h2>{account}</h2>
          <p>
            <span className="profile-kind">服务号</span>
            <span className="profile-verified">✓ 已认证</span>
          </p>
        </div>
      </div>
      <p className="profile-about">卖宝石的小店：每一颗都有来处。查订单、问库存、找客服，都在这里。</p>
      <dl className="profile-facts">
        <dt>微信号</dt>
        <dd>moonstone-gems</dd>
        <dt>客服时间</dt>
        <dd>每天 9:00–21:00</dd>
      </dl>
      {follows ? (
        <div className="profile-actions">
          <button type="button" className="profile-enter" onClick={onChat} data-testid="chat-enter">
            发消息
          </button>
          <button
            type="button"
            className="profile-leave"
            disabled={change.busy}
            onClick={() => void change.run("unfollow")}
            data-testid="chat-unfollow"
          >
            不再关注
          </button>
        </div>
      ) : (
        <div className="profile-actions">
          <button
            type="button"
            className="profile-follow"
            disabled={change.busy}
            onClick={() => void change.run("follow")}
            data-testid="chat-follow"
          >
            关注公众号
          </button>
        </div>
      )}
      {change.failure ? (
        <p className="sheet-failure" role="alert">
          {change.failure}
        </p>
      ) : null}
    </section>
  );
}
