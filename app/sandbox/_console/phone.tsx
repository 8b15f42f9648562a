"use client";

import { type CSSProperties, type RefObject, useEffect, useRef, useState } from "react";
import type { PersonState } from "@/lib/sandbox/people";
import { type PhoneDevice, phoneDevices } from "@/lib/sandbox/phone-device";
import type { WaitingRedPack } from "@/lib/sandbox/red-pack-view";
import { AddressLine } from "./address-line";
import { Arrivals } from "./arrivals";
import { Heading } from "./heading";
import { BackIcon, CloseIcon, DotsIcon, RingIcon, SignalIcon } from "./icons";
import type { Phone as PhoneControl } from "./use-phone";
import { useScale } from "./use-scale";

type PhoneProps = {
  frame: RefObject<HTMLIFrameElement | null>;
  control: PhoneControl;
  /** What it shows first; null until somebody holds it. */
  start: string | null;
  holder: PersonState | undefined;
  /** Red packs for whoever holds it. */
  waiting: WaitingRedPack[];
  /** Messages of the account that whoever holds it has not seen. */
  unread: number;
  time: string;
};

function TitleBar({ control, onMenu }: { control: PhoneControl; onMenu: () => void }) {
  const page = control.page;
  return (
    <div className="wx-title">
      <button
        type="button"
        className="wx-back"
        onClick={page?.canGoBack ? control.back : () => control.go("/")}
        aria-label={page?.canGoBack ? "返回" : "关闭"}
        data-testid="sandbox-phone-back"
      >
        {page?.canGoBack ? <BackIcon /> : <CloseIcon />}
      </button>
      <span className="wx-name" data-testid="sandbox-phone-title">
        {page?.title || " "}
      </span>
      <span className="wx-capsule">
        <button
          type="button"
          onClick={onMenu}
          aria-label="更多"
          aria-haspopup="menu"
          data-testid="sandbox-phone-menu"
        >
          <DotsIcon />
        </button>
        <button type="button" onClick={() => control.go("/")} aria-label="回到首页">
          <RingIcon />
        </button>
      </span>
    </div>
  );
}

/** For pages that are WeChat's own, which share nothing: over the others the bridge draws WeChat's menu. */
function Menu({ control, onClose }: { control: PhoneControl; onClose: () => void }) {
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  const entry = (text: string, act: () => void) => (
    <button
      type="button"
      role="menuitem"
      onClick={() => {
        act();
        onClose();
      }}
    >
      {text}
    </button>
  );
  const address = control.page?.address ?? "/";
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a tap beside the menu closes it, as Escape does
    <div
      className="wx-veil"
      onClick={onClose}
      onKeyDown={(event) => event.key === "Escape" && onClose()}
      role="presentation"
    >
      <div className="wx-menu" role="menu" aria-label="更多">
        {entry("刷新", control.reload)}
        {entry("复制链接", () => void navigator.clipboard?.writeText(new URL(address, location.origin).href))}
        {entry("在浏览器打开", () => void open(address, "_blank", "noopener"))}
        <button type="button" role="menuitem" ref={first} onClick={onClose}>
          取消
        </button>
      </div>
    </div>
  );
}

const deviceNames: Record<PhoneDevice, string> = { android: "安卓", iphone: "iPhone" };

/** An iPhone signs for the address that was loaded, Android for that of the moment: pages have to get both right. */
function DeviceSwitch({ control }: { control: PhoneControl }) {
  return (
    <fieldset className="devices">
      <legend className="sr-only">手机的种类</legend>
      {phoneDevices.map((device) => (
        <button
          key={device}
          type="button"
          aria-pressed={control.device === device}
          onClick={() => control.take(device)}
          data-testid={`sandbox-phone-${device}`}
        >
          {deviceNames[device]}
        </button>
      ))}
    </fieldset>
  );
}

/** The phone: WeChat's frame around a web view that really goes through the server as WeChat does. */
export function Phone({ frame, control, start, holder, waiting, unread, time }: PhoneProps) {
  const [menu, setMenu] = useState(false);
  const stage = useRef<HTMLDivElement>(null);
  const { scale, full, toggle } = useScale(stage);
  return (
    <section className="phone column" aria-labelledby="phone-title">
      <Heading id="phone-title" zh="手机" en="Phone">
        {holder ? (
          <span className="phone-holder">
            {/* biome-ignore lint/performance/noImgElement: a small drawing of our own */}
            <img src={holder.avatar} alt="" width={20} height={20} />
            {holder.nickname}拿着
          </span>
        ) : null}
        <DeviceSwitch control={control} />
        <button type="button" className="quiet" onClick={toggle} aria-pressed={full}>
          {full ? "适应 fit" : "100%"}
        </button>
      </Heading>
      <div className="stage" ref={stage}>
        <div className="device" style={{ "--scale": scale } as CSSProperties}>
          <div className="device-body">
            <div className="wx-status">
              <span>{time}</span>
              <span className="island">沙箱 · 不会真的扣款</span>
              <SignalIcon />
            </div>
            <TitleBar control={control} onMenu={() => setMenu(!control.openMenu())} />
            <iframe
              ref={frame}
              name="phone"
              title="手机里的网页"
              src={start ?? "about:blank"}
              data-testid="sandbox-phone"
            />
            <Arrivals phone={control} waiting={waiting} />
            {menu ? <Menu control={control} onClose={() => setMenu(false)} /> : null}
          </div>
        </div>
      </div>
      <AddressLine control={control} unread={waiting.length + unread} />
    </section>
  );
}
