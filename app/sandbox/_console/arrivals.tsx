"use client";

import { useEffect, useRef, useState } from "react";
import type { WaitingRedPack } from "@/lib/sandbox/red-pack-view";
import { CloseIcon } from "./icons";
import type { Phone } from "./use-phone";

const stays = 12_000;

type BannerProps = { pack: WaitingRedPack; more: number; onOpen: () => void; onClose: () => void };

function Banner({ pack, more, onOpen, onClose }: BannerProps) {
  // The console draws itself anew each second: that must not begin the wait again.
  const leave = useRef(onClose);
  useEffect(() => {
    leave.current = onClose;
  });
  useEffect(() => {
    const timer = setTimeout(() => leave.current(), stays);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="wx-banner" role="status">
      <button type="button" className="wx-banner-body" onClick={onOpen} data-testid="sandbox-red-pack-notice">
        {/* biome-ignore lint/performance/noImgElement: the site's own icon */}
        <img src="/icon.svg" alt="" width={38} height={38} />
        <span>
          <b>{pack.sender}</b>
          <small>
            {more > 0 ? `[${more + 1}条] ` : ""}
            <em>[微信红包]</em>
            {pack.wishing}
          </small>
        </span>
        <time>现在</time>
      </button>
      <button type="button" className="wx-banner-close" onClick={onClose} aria-label="不看这条通知">
        <CloseIcon />
      </button>
    </div>
  );
}

const keyOf = ({ id, person }: WaitingRedPack): string => `${person}-${id}`;

type ArrivalsProps = { phone: Phone; waiting: WaitingRedPack[] };

/** What drops from the top of the phone when a red pack has come: once for each, and not for long. */
export function Arrivals({ phone, waiting }: ArrivalsProps) {
  // By person too: a group's red pack comes to everybody.
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const fresh = waiting.filter((pack) => !seen.has(keyOf(pack)));
  const newest = fresh[0];
  if (!newest) return null;
  const close = () => setSeen((before) => new Set([...before, ...fresh.map(keyOf)]));
  const open = () => {
    close();
    phone.tell({ sandboxPhone: "red-pack", id: newest.id });
  };
  return <Banner key={keyOf(newest)} pack={newest} more={waiting.length - 1} onOpen={open} onClose={close} />;
}
