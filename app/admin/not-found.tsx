import { Message } from "../(shop)/_components/message";

/** For whoever is no operator, and for numbers that lead nowhere: the two look the same. */
export default function AdminNotFound() {
  return (
    <main id="main" className="page admin-lost">
      <title>没有这一页 · 月光宝石</title>
      <Message
        drawing="lost"
        title="没有这一页"
        actions={
          <a className="weui-btn weui-btn_primary" href="/">
            回首页看看
          </a>
        }
      >
        链接可能写错了，或者这一页已经搬走。
      </Message>
    </main>
  );
}
