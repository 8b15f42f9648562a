"use client";

import { type FormEvent, useCallback, useEffect, useState } from "react";
import { Dialog } from "./dialog";
import { OpenInWechat } from "./open-in-wechat";
import { type PayOutcome, payWithWechat } from "./pay-with-wechat";
import { useBusy } from "./use-busy";

type PayButtonProps = {
  /** Answers a script with the bridge's argument, and the form itself with the way back to this page. */
  prepayUrl: string;
  /** Where to go once it is paid. */
  paidUrl: string;
  label: string;
};

const notes: Partial<Record<PayOutcome["kind"], string>> = {
  cancelled: "已取消支付，可稍后在订单里继续",
  unconfirmed: "付款结果还在确认中。请不要重复付款，稍后刷新此页。",
};

/** The green button. */
export function PayButton({ prepayUrl, paidUrl, label }: PayButtonProps) {
  const [busy, setBusy] = useBusy();
  const [outcome, setOutcome] = useState<PayOutcome | null>(null);
  const close = () => setOutcome(null);

  const pay = useCallback(async () => {
    setBusy(true);
    setOutcome(null);
    const result = await payWithWechat(prepayUrl);
    if (result.kind === "paid") return window.location.assign(paidUrl);
    if (result.kind === "elsewhere") return window.location.assign(result.location);
    setOutcome(result);
    setBusy(false);
  }, [prepayUrl, paidUrl, setBusy]);

  // On a slow phone the tap comes before this script: the server sends the form back here, and it counts.
  useEffect(() => {
    if (!new URLSearchParams(window.location.search).has("tapped")) return;
    window.history.replaceState(window.history.state, "", window.location.pathname);
    pay();
  }, [pay]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) pay();
  };

  const note = outcome && notes[outcome.kind];
  return (
    <form method="post" action={prepayUrl} onSubmit={submit} aria-busy={busy}>
      <p className="pay__note" role="status">
        {note}
      </p>
      <button type="submit" className="weui-btn btn_wechat" data-testid="pay" disabled={busy}>
        {busy ? "请稍候…" : label}
      </button>
      {outcome?.kind === "outside" ? (
        <Dialog title="请在微信里打开此页支付" onClose={close}>
          <OpenInWechat />
        </Dialog>
      ) : null}
      {outcome?.kind === "refused" ? <Dialog title={outcome.message} onClose={close} /> : null}
    </form>
  );
}
