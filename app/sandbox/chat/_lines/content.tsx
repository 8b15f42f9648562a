"use client";

import type { ChatContent } from "@/lib/sandbox/chat/types";
import { CouponCard, LinkCard, LocationCard, MenuMessage, MiniProgramCard, MusicCard } from "./cards";
import { Clip, Picture, Voice } from "./media";
import { RichText } from "./rich-text";
import { News, TemplateCard } from "./wide-cards";

/** What takes the chat's whole width, without a face beside it. */
export const isWide = ({ kind }: ChatContent): boolean => kind === "news" || kind === "template";

/** What a message is, without whose it is. */
export function Content({ content, account }: { content: ChatContent; account: string }) {
  switch (content.kind) {
    case "text":
    case "staff":
      return (
        <p className="bubble chat-text">
          <RichText text={content.text} />
        </p>
      );
    case "image":
      return <Picture mediaId={content.mediaId} />;
    case "voice":
      return <Voice {...content} />;
    case "video":
    case "shortvideo":
      return <Clip {...content} />;
    case "location":
      return <LocationCard place={content} />;
    case "link":
      return <LinkCard link={content} />;
    case "music":
      return <MusicCard music={content} />;
    case "news":
      return <News articles={content.articles} />;
    case "menu":
      return <MenuMessage menu={content} />;
    case "miniprogram":
      return <MiniProgramCard card={content} />;
    case "card":
      return <CouponCard card={content} />;
    case "template":
      return <TemplateCard notice={content} account={account} />;
    case "note":
      return <p className={content.tone === "failure" ? "chat-note failure" : "chat-note"}>{content.text}</p>;
  }
}
