"use client";

import type { ChatArticle, Told } from "@/lib/sandbox/chat/types";
import { useChatActions } from "../actions";
import { ArrowIcon } from "../icons";
import { useGone } from "./use-gone";

/** Pictures of other sites are not loaded: the page's policy keeps the phone to what is here. */
function Cover({ article, large }: { article: ChatArticle; large: boolean }) {
  const picture = useGone(article.picUrl === "");
  const look = large ? "news-cover" : "news-thumb";
  return (
    <span className={picture.gone ? `${look} gone` : look}>
      {picture.gone ? null : (
        // biome-ignore lint/performance/noImgElement: whatever the account sent, as it is
        <img src={article.picUrl} alt="" ref={picture.ref} onError={picture.onError} />
      )}
      {large ? null : <span className="sr-only">图片</span>}
    </span>
  );
}

function Single({ article }: { article: ChatArticle }) {
  const { open } = useChatActions();
  return (
    <button type="button" className="wide-card news single" onClick={() => open(article.url)}>
      <Cover article={article} large />
      <span className="news-text">
        <b>{article.title}</b>
        {article.description ? <small>{article.description}</small> : null}
      </span>
    </button>
  );
}

/** Articles: one as a large card, several under the first one's picture. */
export function News({ articles }: { articles: ChatArticle[] }) {
  const { open } = useChatActions();
  const [first, ...others] = articles;
  if (!first) return null;
  if (others.length === 0) return <Single article={first} />;
  return (
    <div className="wide-card news">
      <button type="button" className="news-first" onClick={() => open(first.url)}>
        <Cover article={first} large />
        <b>{first.title}</b>
      </button>
      {others.map((article, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the articles of a message never move
        <button key={index} type="button" className="news-row" onClick={() => open(article.url)}>
          <b>{article.title}</b>
          <Cover article={article} large={false} />
        </button>
      ))}
    </div>
  );
}

type Template = Extract<Told, { kind: "template" }>;

/** A template message or a subscription notice: what happened in fields, and a way to its page. */
export function TemplateCard({ notice, account }: { notice: Template; account: string }) {
  const { open } = useChatActions();
  const body = (
    <>
      <span className="notice-head">
        {/* biome-ignore lint/performance/noImgElement: the site's own icon */}
        <img src="/icon.svg" alt="" width={20} height={20} />
        {account}
        <small>{notice.api === "subscribe" ? "订阅通知" : "服务通知"}</small>
      </span>
      <b className="notice-title">{notice.title}</b>
      <span className="notice-fields">
        {notice.fields.map(({ name, value }) => (
          <span key={name} className="notice-field">
            <span className="notice-name">{name}</span>
            <span className="notice-value">{value}</span>
          </span>
        ))}
      </span>
      {notice.url ? (
        <span className="notice-foot">
          查看详情
          <ArrowIcon />
        </span>
      ) : null}
    </>
  );
  const marks = { "data-testid": "chat-template", "data-api": notice.api };
  if (!notice.url)
    return (
      <div className="wide-card notice-card" {...marks}>
        {body}
      </div>
    );
  return (
    <button type="button" className="wide-card notice-card" onClick={() => open(notice.url)} {...marks}>
      {body}
    </button>
  );
}
