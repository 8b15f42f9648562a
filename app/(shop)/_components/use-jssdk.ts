"use client";

import { useEffect, useState } from "react";
import { entryUrl } from "@/lib/wechat/browser/entry-url";
import type { JssdkClient, JssdkErrorKind } from "@/lib/wechat/browser/jssdk";
import { isWechat } from "@/lib/wechat/useragent";

// At once, before anything has changed the address.
const landing = typeof window === "undefined" ? "" : entryUrl();

let client: Promise<JssdkClient> | null = null;

/** Whether this browser is WeChat's. False on the server, which a static page is made on. */
export const inWechat = () => typeof window !== "undefined" && isWechat(navigator.userAgent);

/** The JS-SDK's client, one for the document. Its code is loaded at the first call, which is never outside WeChat. */
export function jssdk(): Promise<JssdkClient> {
  client ??= import("@/lib/wechat/browser/jssdk").then(
    ({ createJssdkClient }) => createJssdkClient({ entryUrl: landing }),
    (error) => {
      client = null;
      throw error;
    },
  );
  return client;
}

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
      .then(async (found) => {
        await found.ready();
        if (here) setReady(found);
      })
      .catch(() => {}); // The developer's console has it; the visitor misses nothing.
    return () => {
      here = false;
    };
  }, []);
  return ready;
}
