"use client";

import { useState } from "react";
import { post } from "@/app/sandbox/_console/api";
import { yuan } from "@/app/sandbox/_console/format";
import { useAction } from "@/app/sandbox/_console/use-action";
import { SandboxLine } from "@/app/sandbox/_wechat/parts";
import type { SheetOrder, SheetResult } from "@/lib/sandbox/pay-sheet";

type CashierProps = {
  order: SheetOrder;
  /** Where the browser goes afterwards; null: nowhere, the page stays. */
  back: string | null;
};

/** WeChat's cashier as the app shows it when a browser has called it up. */
export function Cashier({ order, back }: CashierProps) {
  const [over, setOver] = useState<string | null>(null);
  const finish = useAction(async (action: "pay" | "cancel") => {
    const { errMsg, errDesc } = await post<SheetResult>("bridge/pay/finish", {
      prepayId: order.prepayId,
      action,
    });
    if (errDesc) throw new Error(errDesc);
    // The shop hears nothing from here: it asks WeChat when the browser is back.
    if (back) location.assign(back);
    else setOver(errMsg.endsWith(":ok") ? "支付成功" : "已取消支付");
  });
  return (
    <main className="wx cashier">
      <p className="cashier-merchant">{order.merchant}</p>
      <h1 className="cashier-amount">{yuan(order.totalFee)}</h1>
      <dl className="cashier-rows">
        <dt>商品</dt>
        <dd>{order.body}</dd>
        <dt>付款人</dt>
        <dd>{order.payer.name}</dd>
        <dt>支付方式</dt>
        <dd>零钱</dd>
      </dl>
      <p className="cashier-failure" role="alert">
        {finish.failure}
      </p>
      {over ? (
        <p className="cashier-over" role="status">
          {over}，请回到浏览器
        </p>
      ) : (
        <div className="choice">
          <button
            type="button"
            className="grey"
            disabled={finish.busy}
            onClick={() => void finish.run("cancel")}
            data-testid="sandbox-mweb-cancel"
          >
            取消
          </button>
          <button
            type="button"
            className="green"
            disabled={finish.busy}
            onClick={() => void finish.run("pay")}
            data-testid="sandbox-mweb-pay"
          >
            立即支付
          </button>
        </div>
      )}
      <SandboxLine />
    </main>
  );
}
