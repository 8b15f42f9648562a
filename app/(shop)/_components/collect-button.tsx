"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import type { TransferConf } from "@/lib/wechat/wxpay";
import { jssdk } from "./use-jssdk";
import { useWatch } from "./use-watch";

type CollectButtonProps = { outBillNo: string; conf: TransferConf };

type Bridge = {
  invoke(name: string, argument: unknown, callback: (result: { err_msg?: string }) => void): void;
};

/** WeChat's bridge, once the page is configured: without that WeChat refuses the call. */
async function bridge(): Promise<Bridge | null> {
  const client = await jssdk();
  await client.ready();
  return window.WeixinJSBridge ?? null;
}

/** The person's part of a transfer: WeChat shows its own page, and our server asks what came of it. (v3, transfer) */
export function CollectButton({ outBillNo, conf }: CollectButtonProps) {
  const router = useRouter();
  const [note, setNote] = useState("");
  useWatch(`/me/gems/${outBillNo}/check`, (state) => {
    if (state === "waiting" || state === "created") return false;
    router.refresh();
    return true;
  });

  const collect = async () => {
    setNote("");
    const wechat = await bridge().catch(() => null);
    if (!wechat) return setNote("微信没有答复，请关掉此页再打开一次");
    wechat.invoke("requestMerchantTransfer", conf, ({ err_msg = "" }) => {
      if (err_msg === "requestMerchantTransfer:ok") return setNote("正在确认，请稍候…");
      if (err_msg.endsWith(":cancel")) return setNote("还没有收款，24 小时内都可以再来");
      setNote("收款没有成功，请再试一次。微信版本太低时，升级后再来");
    });
  };

  return (
    <>
      <button type="button" className="weui-btn btn_wechat" data-testid="collect" onClick={collect}>
        收款
      </button>
      <span className="cash-in__word" role="status">
        {note}
      </span>
      <noscript>
        <span className="cash-in__word">收款需要脚本（JavaScript）：请允许此页运行脚本后再试。</span>
      </noscript>
    </>
  );
}
