"use client";

import { useEffect, useState } from "react";
import { entryUrl } from "@/lib/wechat/browser/entry-url";
import type { JssdkClient, JssdkErrorKind } from "@/lib/wechat/browser/jssdk";
import { isWechat } from "@/lib/wechat/useragent";

/** The address under which this document was loaded; asked for at once, before anything has changed it. */
export const landing = typeof window === "undefined" ? "" : entryUrl();

let loading: Promise<typeof import("./in-wechat")> | null = null;

/** Whether this browser is WeChat's. False on the server, which a static page is made on. */
export const inWechat = () => typeof window !== "undefined" && isWechat(navigator.userAgent);

/** What only visitors in WeChat need, loaded at the first call. */
export function loadInWechat() {
  loading ??= import("./in-wechat").catch((error) => {
    loading = null;
    throw error;
  });
  return loading;
}

/** The JS-SDK's client, one for the document. */
export const jssdk = async (): Promise<JssdkClient> => (await loadInWechat()).client;

/** What kind of JssdkError it is; `failed` when the client itself could not be loaded. */
export const kindOf = (error: unknown): JssdkErrorKind =>
  error instanceof Error && "kind" in error ? (error.kind as JssdkErrorKind) : "failed";

/**
 * The JS-SDK once it is configured for the page that this stands on; null before that, outside WeChat, and when
 * WeChat refuses. What needs it appears when it works.
 */
export function useJssdk(): JssdkClient | null {
  const [ready, setReady] = useState<JssdkClient | null>(null);
  useEffect(() => {
    if (!inWechat()) return;
    let here = true;
    jssdk()
      .then(async (client) => {
        await client.ready();
        if (here) setReady(client);
      })
      .catch(() => {}); // The developer's console has it; the visitor misses nothing.
    return () => {
      here = false;
    };
  }, []);
  return ready;
}
