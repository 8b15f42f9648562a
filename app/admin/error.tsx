"use client";

import { Message } from "../(shop)/_components/message";

/** A page of the operator's that failed. The server has logged why; `digest` finds it there. */
export default function AdminError({ error, retry }: { error: unknown; retry: () => void }) {
  const digest = error instanceof Error && "digest" in error ? String(error.digest) : null;
  return (
    <main id="main" className="page admin-lost">
      <Message
        drawing="error"
        title="页面没能打开"
        actions={
          <button type="button" className="weui-btn weui-btn_primary" onClick={() => retry()}>
            再试一次
          </button>
        }
      >
        订单和款项没有任何改变。
        {digest ? <small className="message__code">编号 {digest}</small> : null}
      </Message>
    </main>
  );
}
