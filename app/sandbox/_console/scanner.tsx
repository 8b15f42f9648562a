"use client";

import { useState } from "react";
import type { SheetOrder } from "@/lib/sandbox/pay-sheet";
import { post } from "./api";
import { useAction } from "./use-action";
import type { Phone } from "./use-phone";

/**
 * The phone's camera: what a QR code says, as text. An address is opened, a NATIVE payment's code is paid, the account's
 * leads to its chat. A phone that is `away`, on its way to another hand, scans nothing: it is loaded anew on arrival.
 */
export function Scanner({ phone, away }: { phone: Phone; away: boolean }) {
  const [text, setText] = useState("");
  const scan = useAction(async () => {
    const found = await post<{ open: string } | { pay: SheetOrder }>("scan", { text: text.trim() });
    if ("pay" in found) phone.tell({ sandboxPhone: "pay", order: found.pay });
    else phone.go(found.open);
    setText("");
  });
  return (
    <form
      className="scanner"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() && !away) void scan.run();
      }}
    >
      <label htmlFor="scan">
        扫一扫 <small>Scan</small>
      </label>
      <textarea
        id="scan"
        rows={3}
        value={text}
        spellCheck={false}
        placeholder="把二维码里的文字贴在这里：网址、付款码 weixin://wxpay/…，或公众号的 http://weixin.qq.com/q/…"
        onChange={(event) => setText(event.target.value)}
        data-testid="sandbox-scan-text"
      />
      <button
        type="submit"
        className="plain"
        disabled={away || scan.busy || !text.trim()}
        data-testid="sandbox-scan"
      >
        用手机扫
      </button>
      {scan.failure ? (
        <p className="failure" role="alert" data-testid="sandbox-scan-failure">
          {scan.failure}
        </p>
      ) : null}
    </form>
  );
}
