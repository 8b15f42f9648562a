"use client";

import { useSyncExternalStore } from "react";
import { NoNetworkIcon } from "./icons";

function subscribe(listener: () => void) {
  window.addEventListener("online", listener);
  window.addEventListener("offline", listener);
  return () => {
    window.removeEventListener("online", listener);
    window.removeEventListener("offline", listener);
  };
}

/** Says that the network is gone, and what that means, for as long as it is. */
export function OfflineNotice() {
  const online = useSyncExternalStore(
    subscribe,
    () => navigator.onLine,
    () => true,
  );
  return (
    <div role="status">
      {online ? null : (
        <p className="offline">
          <NoNetworkIcon />
          网络断开了。购物车和订单都在，连上网络就能继续。
        </p>
      )}
    </div>
  );
}
