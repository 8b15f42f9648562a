"use client";

import { Message } from "./_components/message";

/** A page that failed. The server has logged why; `digest` finds it there. */
export default function ShopError({ error, retry }: { error: unknown; retry: () => void }) {
  const digest = error instanceof Error && "digest" in error ? String(error.digest) : null;
  return (
    <main id="main" className="page">
      <Message
        drawing="error"
        title="页面没能打开"
        actions={
          <>
            <button type="button" className="weui-btn weui-btn_primary" onClick={() => retry()}>
              再试一次
            </button>
            <a className="weui-btn weui-btn_default" href="/">
              回首页
            </a>
          </>
        }
      >
        订单和付款都安全，没有任何改变。
        {digest ? <small className="message__code">编号 {digest}</small> : null}
      </Message>
    </main>
  );
}
