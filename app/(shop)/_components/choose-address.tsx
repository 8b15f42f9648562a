"use client";

import { type MouseEvent, useState } from "react";
import { jssdk, kindOf } from "./use-jssdk";

/** A cell that fills the address from those which the visitor keeps in WeChat. Inside WeChat only. */
export function ChooseAddress() {
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);

  const choose = async ({ currentTarget: { form } }: MouseEvent<HTMLButtonElement>) => {
    setBusy(true);
    setNote("");
    try {
      // With the tap: few come here, and fewer want it.
      const [client, { fillAddress }] = await Promise.all([jssdk(), import("./wechat-address")]);
      fillAddress(form, await client.call("openAddress", {}));
      setNote("已填入");
    } catch (error) {
      if (kindOf(error) !== "cancelled") setNote("微信没有回应，请手动填写");
    }
    setBusy(false);
  };

  return (
    <>
      <button type="button" className="weui-cell choose-address" disabled={busy} onClick={choose}>
        使用微信收货地址
        <span className="choose-address__note" role="status">
          {note}
        </span>
      </button>
      <noscript>
        <style>{".choose-address{display:none}"}</style>
      </noscript>
    </>
  );
}
