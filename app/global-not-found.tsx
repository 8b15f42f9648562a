import type { Metadata } from "next";
import { Message } from "./(shop)/_components/message";
import { ShopDocument } from "./(shop)/_components/shop-document";

export const metadata: Metadata = { title: "没有这一页 · 月光宝石" };
export { viewport } from "./(shop)/layout";

/** For addresses that lead nowhere: a whole document, since no layout belongs to them. */
export default function GlobalNotFound() {
  return (
    <ShopDocument>
      <main id="main" className="page">
        <Message
          drawing="lost"
          title="没有这一页"
          actions={
            <a className="weui-btn weui-btn_primary" href="/">
              回首页看看
            </a>
          }
        >
          链接可能写错了，或这一页已经搬走。
        </Message>
      </main>
    </ShopDocument>
  );
}
