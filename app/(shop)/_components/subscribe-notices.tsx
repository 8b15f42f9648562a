import { headers } from "next/headers";
import { createElement } from "react";
import { config, type OrderNoticeKind } from "@/lib/config";
import { isWechat } from "@/lib/wechat/useragent";

/** WeChat draws what is in here, cut off from the page: neither its styles nor its variables reach it. */
const style = `<style>
.ask { display: block; width: 100%; padding: 12px 0; border: 0; border-radius: 8px; background: #e9e9f8; color: #4a4fa8;
  font-size: 17px; font-weight: 500; line-height: 24px; text-align: center; }
@media (prefers-color-scheme: dark) { .ask { background: #282a50; color: #aeb2ff; } }
</style>`;

/** What is still to be told: a consent is good for one notice of each kind that it names. */
const questions = {
  beforePaying: {
    kinds: ["paid", "shipped", "refunded"],
    button: "接收订单通知",
    hint: "点一下，付款、发货和退款到账时微信会告诉您。",
  },
  afterPaying: {
    kinds: ["shipped", "refunded"],
    button: "接收发货和退款通知",
    hint: "点一下，发货和退款到账时微信会告诉您。",
  },
} as const satisfies Record<string, { kinds: readonly OrderNoticeKind[]; button: string; hint: string }>;

const part = (html: string, slot?: string) =>
  createElement("script", {
    type: "text/wxtag-template",
    ...(slot && { slot }),
    dangerouslySetInnerHTML: { __html: html },
  });

/**
 * Subscription notices have to be asked for: a button that WeChat itself draws, for those in WeChat, where the shop sends
 * notices of that kind. Before paying it asks only where there is a notice of the payment. It needs wx.config with
 * openTagList, as every page of the shop has it, and no script of ours. (Open tags; subscription notices)
 */
export async function SubscribeNotices({ when }: { when: keyof typeof questions }) {
  const { api, templates } = config().notices;
  const { kinds, button, hint } = questions[when];
  const wanted = kinds.map((kind) => templates[kind]).filter((id) => id !== undefined);
  if (api !== "subscribe" || wanted.length === 0) return null;
  if (when === "beforePaying" && !templates.paid) return null;
  if (!isWechat((await headers()).get("user-agent"))) return null;
  const tag = createElement(
    "wx-open-subscribe",
    { template: wanted.join(",") },
    part(style, "style"),
    part(`<button class="ask">${button}</button>`),
  );
  return (
    <div className="ask-notices">
      {tag}
      <p>{hint}没有看到按钮时，请更新微信。</p>
    </div>
  );
}
