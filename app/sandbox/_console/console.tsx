"use client";

import { useEffect, useRef, useState } from "react";
import type { CallSummary } from "@/lib/sandbox/ledger";
import type { ConsoleState } from "@/lib/sandbox/state";
import { Access } from "./access";
import { post } from "./api";
import { Clock, useClock } from "./clock";
import { Faults } from "./faults";
import { beijing } from "./format";
import { Ledger, type ShownCall } from "./ledger";
import { Payments } from "./payments";
import { People } from "./people";
import { Phone } from "./phone";
import { Robot } from "./robot";
import { useAction } from "./use-action";
import { useLive } from "./use-live";
import { usePhone } from "./use-phone";

type ConsoleProps = {
  state: ConsoleState;
  calls: CallSummary[];
  /** What the phone shows first. */
  start: string;
  /** Whether the browser's cookie says already who holds the phone. */
  handedOver: boolean;
};

function TopBar({ online }: { online: boolean }) {
  return (
    <header className="topbar">
      {/* biome-ignore lint/performance/noImgElement: the site's own icon */}
      <img src="/icon.svg" alt="" width={28} height={28} />
      <h1>
        沙箱 <small lang="en">Sandbox</small>
      </h1>
      <p>
        本地的微信，不会真的扣款 <small lang="en">A local WeChat. No real money moves.</small>
      </p>
      <nav aria-label="链接">
        <span className={online ? "live" : "live lost"} role="status">
          {online ? "实时 live" : "连不上，正在重试"}
        </span>
        <a href="/sandbox/settings" title="让任何语言的程序连上这个沙箱的 .env 设置">
          设置 <small lang="en">.env</small>
        </a>
        <a href="/" target="_blank" rel="noopener">
          打开商店 <small lang="en">shop ↗</small>
        </a>
      </nav>
    </header>
  );
}

/** Without the cookie the server would take the frame for a desktop browser: it comes before the first page. */
function useHandedOver(personId: string, already: boolean): boolean {
  const [done, setDone] = useState(already);
  useEffect(() => {
    if (!already) void post("holder", { personId }).finally(() => setDone(true));
  }, [already, personId]);
  return done;
}

/** The sandbox's console: people, the phone, and everything that shop and WeChat say to each other. */
export function Console({ state: initial, calls: initialCalls, start, handedOver }: ConsoleProps) {
  const { state, calls, online, refresh } = useLive(initial, initialCalls);
  const frame = useRef<HTMLIFrameElement>(null);
  const control = usePhone(frame);
  const nowMs = useClock(state.clock);
  const hold = useAction(async (personId: string, open?: string) => {
    await post("holder", { personId });
    await refresh();
    if (open === undefined) control.reload();
    else control.go(open);
  });
  const inHand = useHandedOver(initial.holder, handedOver);
  const holder = state.people.find((person) => person.id === state.holder);
  const change = () => void refresh();
  const [shown, setShown] = useState<ShownCall>(null);
  return (
    <div className="console">
      <TopBar online={online} />
      <main>
        <People
          people={state.people}
          holder={state.holder}
          waiting={state.waiting}
          phone={control}
          handing={hold.busy}
          onHold={(personId, open) => void hold.run(personId, open)}
          onChange={change}
        />
        <Phone
          frame={frame}
          control={control}
          start={inHand ? start : null}
          holder={holder}
          waiting={state.waiting.filter((pack) => pack.person === state.holder)}
          unread={state.chat.people.find(({ id }) => id === state.holder)?.unread ?? 0}
          time={beijing(new Date(nowMs)).time.slice(0, 5)}
        />
        <div className="books column">
          <div className="switches">
            <Clock clock={state.clock} nowMs={nowMs} onChange={change} />
            <Faults faults={state.faults} onChange={change} />
          </div>
          <Access access={state.access} nowMs={nowMs} onChange={change} />
          <Payments
            orders={state.orders}
            payouts={state.payouts}
            balance={state.balance}
            nowMs={nowMs}
            onChange={change}
          />
          <Robot
            chat={state.chat}
            people={state.people}
            holder={state.holder}
            calls={calls}
            onCall={(id) => setShown({ id })}
            onChange={change}
          />
          <Ledger calls={calls} shown={shown} onOpen={control.go} />
        </div>
      </main>
    </div>
  );
}
