"use client";

import { useState } from "react";
import { useWatch } from "./use-watch";

type PaidWatchProps = {
  /** The payment that the page shows. */
  outTradeNo: string;
  /** Where to go once it is paid. */
  paidUrl: string;
};

/**
 * Goes on by itself once somebody has paid, on whatever phone. A payment that was closed is not opened anew by itself:
 * perhaps it is being paid in another way, which that would close in turn.
 */
export function PaidWatch({ outTradeNo, paidUrl }: PaidWatchProps) {
  const [closed, setClosed] = useState(false);
  useWatch(`/api/payments/${outTradeNo}/check`, (state) => {
    if (state === "paid") window.location.assign(paidUrl);
    setClosed(state === "closed");
    return state !== "created";
  });
  return closed ? (
    <p className="notice" role="status">
      这次付款已失效，可能已在别处付款。
      <a href={window.location.pathname}>刷新看看</a>
    </p>
  ) : null;
}
