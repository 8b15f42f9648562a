"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { needsLoading } from "./ask-server";
import { Dialog } from "./dialog";
import { ScanIcon } from "./icons";
import { useJssdk } from "./use-jssdk";

/** An address of this shop, or null for any other text. (Old web views have no URL.canParse.) */
function ownAddress(text: string): URL | null {
  try {
    const url = new URL(text);
    return /^https?:$/.test(url.protocol) && url.origin === window.location.origin ? url : null;
  } catch {
    return null;
  }
}

/** 扫一扫, inside WeChat only. A code of this shop opens its page; what any other says is shown, and not followed. */
export function ScanButton() {
  const sdk = useJssdk();
  const router = useRouter();
  const [text, setText] = useState<string | null>(null);
  if (!sdk) return null;

  const scan = async () => {
    try {
      const { resultStr = "" } = await sdk.call("scanQRCode", { needResult: 1 });
      const url = ownAddress(resultStr);
      if (!url) setText(resultStr);
      else if (needsLoading(url.pathname)) window.location.assign(url);
      else router.push(url.href);
    } catch {
      // Closed, or WeChat could not open its camera, which it has said itself.
    }
  };

  return (
    <>
      <button type="button" className="scan" onClick={scan}>
        <ScanIcon />
        扫一扫
      </button>
      {text === null ? null : (
        <Dialog title="这不是本店的二维码" onClose={() => setText(null)}>
          <span className="scan__text">{text}</span>
        </Dialog>
      )}
    </>
  );
}
