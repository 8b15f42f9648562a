"use client";

import type { RedPackMessage } from "@/lib/sandbox/red-pack-view";

/** A red pack as it lies in the chat. The app opens it. */
export function RedPack({ pack }: { pack: RedPackMessage }) {
  const open = () => window.postMessage({ sandboxPhone: "red-pack", id: pack.id }, location.origin);
  return (
    <button
      type="button"
      className={pack.sealed ? "red-pack-card" : "red-pack-card opened"}
      onClick={open}
      data-testid="sandbox-red-pack-card"
      data-sealed={pack.sealed}
    >
      <span className="red-pack-body">
        <svg viewBox="0 0 36 42" width={36} height={42} aria-hidden="true">
          <rect width="36" height="42" rx="4" fill="#d9503f" />
          <path d="M0 17c10 7.5 26 7.5 36 0V4a4 4 0 0 0-4-4H4a4 4 0 0 0-4 4z" fill="#e66a55" />
          <circle cx="18" cy="21.5" r="6.5" fill="#f3d9a2" />
        </svg>
        <span>
          <b>{pack.wishing}</b>
          {pack.note ? <small>{pack.note}</small> : null}
        </span>
      </span>
      <span className="red-pack-foot">微信红包</span>
    </button>
  );
}
