"use client";

import { useEffect, useState } from "react";

type Callback = { before: string; after: string; denied: string };
type QrCodeProps = {
  uuid: string;
  image: string;
  confirm: string;
  callback: Callback;
  merchant: string;
  /** The code stands in a frame, and the page around it is what logs in. */
  movesWindow: boolean;
  english: boolean;
};
type Status = "waiting" | "scanned" | "confirmed" | "refused" | "expired";

const poll = "/sandbox/lp.open.weixin.qq.com/connect/l/qrconnect";
const statuses: Record<string, Status> = {
  404: "scanned",
  405: "confirmed",
  403: "refused",
  402: "expired",
};
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** WeChat answers with a script; only its two values are read. */
function readPoll(script: string): { errcode: string; code: string } {
  const [, errcode = "", code = ""] = /wx_errcode=(\d+);\s*window\.wx_code='(\w*)'/.exec(script) ?? [];
  return { errcode, code };
}

async function ask(uuid: string, scanned: boolean, signal: AbortSignal) {
  const answer = await fetch(`${poll}?uuid=${uuid}&_=${Date.now()}${scanned ? "&last=404" : ""}`, { signal });
  return readPoll(await answer.text());
}

/** Asks WeChat until the phone has decided, and then leaves the page. */
function useScan({
  uuid,
  callback,
  movesWindow,
}: Pick<QrCodeProps, "uuid" | "callback" | "movesWindow">): Status {
  const [status, setStatus] = useState<Status>("waiting");
  const { before, after, denied } = callback;
  useEffect(() => {
    const stop = new AbortController();
    // A window of another origin lets its address be set, and nothing else be called.
    const leave = (address: string) => {
      ((movesWindow && window.top) || window).location.href = address;
    };
    const watch = async () => {
      let scanned = false;
      while (!stop.signal.aborted) {
        const told = await ask(uuid, scanned, stop.signal).catch(() => null);
        if (stop.signal.aborted) return;
        const next = told ? statuses[told.errcode] : undefined;
        if (next) setStatus(next);
        if (next === "scanned") scanned = true;
        if (told && next === "confirmed") return leave(before + told.code + after);
        if (next === "refused") return leave(denied);
        if (next === "expired") return;
        await pause(told ? 150 : 2000);
      }
    };
    void watch();
    return () => stop.abort();
  }, [uuid, before, after, denied, movesWindow]);
  return status;
}

type Lines = Record<Status, [title: string, text: string]>;

const chinese: Lines = {
  waiting: ["使用微信扫一扫登录", ""],
  scanned: ["扫描成功", "请在手机上确认"],
  confirmed: ["已确认", "正在登录…"],
  refused: ["已拒绝", "正在返回…"],
  expired: ["二维码已失效", "点一下刷新"],
};

const english: Lines = {
  waiting: ["Scan the QR code with WeChat to log in", ""],
  scanned: ["Scanned", "Please confirm on your phone"],
  confirmed: ["Confirmed", "Logging in…"],
  refused: ["Refused", "Going back…"],
  expired: ["The QR code has expired", "Tap to get a new one"],
};

/** The QR code, what the phone does with it, and a second window that stands for the phone. */
export function QrCode(props: QrCodeProps) {
  const status = useScan(props);
  const [title, text] = (props.english ? english : chinese)[status];
  return (
    <>
      <div className={`qr-image qr-${status}`}>
        {/* biome-ignore lint/performance/noImgElement: a QR code is drawn for this one page */}
        <img
          src={props.image}
          alt={props.english ? "WeChat login QR code" : "微信登录二维码"}
          width={280}
          height={280}
        />
        {status === "expired" ? (
          <button type="button" onClick={() => location.reload()} data-testid="sandbox-qr-refresh">
            {props.english ? "Refresh" : "刷新"}
          </button>
        ) : null}
      </div>
      <p className="qr-status" role="status" data-testid="sandbox-qr-status" data-status={status}>
        <b>{title}</b>
        <span>{status === "waiting" ? `“${props.merchant}”` : text}</span>
      </p>
      <a
        className="qr-scan"
        href={props.confirm}
        target="_blank"
        rel="noopener"
        data-testid="sandbox-qr-scan-link"
      >
        在沙箱里扫一扫 ↗
      </a>
    </>
  );
}
