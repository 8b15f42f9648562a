import { headers } from "next/headers";
import { createElement } from "react";
import { config } from "@/lib/config";
import { isWechat } from "@/lib/wechat/useragent";

/** WeChat draws what is in here, cut off from the page: neither its styles nor its variables reach it. */
const style = `<style>
.ask { display: block; width: 100%; padding: 12px 0; border: 0; border-radius: 8px; background: #e9e9f8; color: #4a4fa8;
  font-size: 17px; font-weight: 500; line-height: 24px; text-align: center; }
@media (prefers-color-scheme: dark) { .ask { background: #282a50; color: #aeb2ff; } }
</style>`;
const button = '<button class="ask">接收发货和退款通知</button>';

const part = (html: string, slot?: string) =>
  createElement("script", {
    type: "text/wxtag-template",
    ...(slot && { slot }),
    dangerouslySetInnerHTML: { __html: html },
  });

/**
 * Subscription notices have to be asked for: a button that WeChat itself draws, for those in WeChat, where the shop sends
 * notices of that kind. It needs wx.config with openTagList, as every page of the shop has it, and no script of ours.
 * (Open tags; subscription notices)
 */
export async function SubscribeNotices() {
  const { api, templates } = config().notices;
  const wanted = [templates.shipped, templates.refunded].filter((id) => id !== undefined);
  if (api !== "subscribe" || wanted.length === 0) return null;
  if (!isWechat((await headers()).get("user-agent"))) return null;
  const tag = createElement(
    "wx-open-subscribe",
    { template: wanted.join(",") },
    part(style, "style"),
    part(button),
  );
  return (
    <div className="ask-notices">
      {tag}
      <p>点一下，发货和退款到账时微信会告诉您。没有看到按钮时，请更新微信。</p>
    </div>
  );
}
