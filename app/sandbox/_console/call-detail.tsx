"use client";

import { useEffect, useMemo, useState } from "react";
import type { CallDetail as Detail } from "@/lib/sandbox/ledger";
import { get } from "./api";
import { highlight } from "./highlight";
import { Why } from "./why";

function Raw({ zh, en, text }: { zh: string; en: string; text: string }) {
  const pieces = useMemo(() => highlight(text), [text]);
  return (
    <section className="raw">
      <div className="raw-head">
        <h4>
          {zh} <small lang="en">{en}</small>
        </h4>
        <button type="button" className="quiet" onClick={() => void navigator.clipboard?.writeText(text)}>
          复制原文 copy
        </button>
      </div>
      <pre>
        {text
          ? pieces.map((piece, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text never change places
              <span key={index} className={`hl-${piece.kind}`}>
                {piece.text}
              </span>
            ))
          : "（空 empty）"}
      </pre>
    </section>
  );
}

/** One call with everything that was said, and why it went as it did. */
export function CallDetail({ id }: { id: number }) {
  const [call, setCall] = useState<Detail | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    let shown = true;
    get<Detail>(`calls/${id}`).then(
      (found) => shown && setCall(found),
      (error: unknown) => shown && setFailure(error instanceof Error ? error.message : String(error)),
    );
    return () => {
      shown = false;
    };
  }, [id]);

  if (failure) return <p className="failure">{failure}</p>;
  if (!call) return <p className="detail-loading">读取中…</p>;
  return (
    <div className="detail" data-testid="sandbox-call-detail">
      <p className="detail-facts">
        <code>{call.address}</code>
        <span>HTTP {call.httpStatus || "—"}</span>
        <span>{call.durationMs} ms</span>
        <span>#{call.id}</span>
      </p>
      {call.why ? <Why why={call.why} ok={call.ok} /> : null}
      <Raw zh="请求" en="Request" text={call.request} />
      <Raw zh="应答" en="Answer" text={call.answer} />
    </div>
  );
}
