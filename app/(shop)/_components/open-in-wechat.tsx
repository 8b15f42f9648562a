"use client";

import { Picture } from "./picture";

/** Two ways from any browser into WeChat: scan this page's code, or copy its address. For client code only. */
export function OpenInWechat() {
  const { pathname, href } = window.location;
  return (
    <>
      <Picture
        className="code"
        src={`/api/qr?path=${encodeURIComponent(pathname)}`}
        alt="本页的二维码"
        size={168}
        eager
      />
      <p className="hint">用微信扫一扫，或把地址发到微信里打开</p>
      <input
        className="address"
        aria-label="本页地址"
        readOnly
        value={href}
        onFocus={(event) => event.currentTarget.select()}
      />
    </>
  );
}
