import { Message } from "./_components/message";
import { Page } from "./_components/page";
import { ShopLink } from "./_components/shop-link";

export default function NotFound() {
  return (
    <Page>
      <title>没有找到 · 月光宝石</title>
      <Message
        drawing="lost"
        title="这里没有宝石"
        actions={
          <ShopLink className="weui-btn weui-btn_primary" href="/">
            回首页看看
          </ShopLink>
        }
      >
        链接可能写错了，也可能这一件已经下架。
      </Message>
    </Page>
  );
}
