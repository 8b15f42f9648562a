import { Message } from "./_components/message";
import { PlainPage } from "./_components/plain-page";

export default function NotFound() {
  return (
    <PlainPage>
      <title>没有找到 · 月光宝石</title>
      <Message
        drawing="lost"
        title="这里没有宝石"
        actions={
          <a className="weui-btn weui-btn_primary" href="/">
            回首页看看
          </a>
        }
      >
        链接可能写错了，或这一件已经下架。
      </Message>
    </PlainPage>
  );
}
