"use client";

import { useState } from "react";
import type { FaultGroup, FaultState } from "@/lib/sandbox/faults";
import { post } from "./api";
import { Heading } from "./heading";
import { useAction } from "./use-action";

const groups: Readonly<Record<string, [zh: string, en: string]>> = {
  pay: ["付款", "pay"],
  notice: ["通知", "notices"],
  mch: ["商户接口", "merchant"],
  refund: ["退款", "refunds"],
  payout: ["红包转账", "payouts"],
  api: ["公众号接口", "API"],
  chat: ["公众号消息", "messages"],
};

const groupName = (group: FaultGroup): [zh: string, en: string] => groups[group] ?? [group, ""];

type Mode = "off" | "once" | "sticky";

function modeOf({ on, sticky }: Pick<FaultState, "on" | "sticky">): Mode {
  if (!on) return "off";
  return sticky ? "sticky" : "once";
}

const next: Readonly<Record<Mode, Mode>> = { off: "once", once: "sticky", sticky: "off" };

/** What a click asks for: a fault for one time, then for good, then not at all. */
export function clicked(fault: Pick<FaultState, "on" | "sticky">): { on: boolean; sticky: boolean } {
  const mode = next[modeOf(fault)];
  return { on: mode !== "off", sticky: mode === "sticky" };
}

const said: Readonly<Record<Mode, string>> = {
  off: "点一下：下一次出错",
  once: "只出错一次；再点一下：一直出错",
  sticky: "一直出错；再点一下：关掉",
};

function Chip({ fault, onClick }: { fault: FaultState; onClick: () => void }) {
  const mode = modeOf(fault);
  return (
    <button
      type="button"
      className="chip"
      aria-pressed={fault.on}
      aria-description={said[mode]}
      data-mode={mode}
      title={`${fault.description}。${said[mode]}`}
      onClick={onClick}
      data-testid={`sandbox-fault-${fault.name}`}
    >
      {fault.title}
      {mode === "off" ? null : <span className="chip-mode"> {mode === "once" ? "一次" : "一直"}</span>}
    </button>
  );
}

/** The groups in the order in which the faults name them. */
const groupsOf = (faults: FaultState[]): FaultGroup[] => [...new Set(faults.map(({ group }) => group))];

type GroupsProps = { faults: FaultState[]; shown: FaultGroup; onShow: (group: FaultGroup) => void };

/** One group is open at a time: there are too many faults to be seen at once. */
function Groups({ faults, shown, onShow }: GroupsProps) {
  return (
    <fieldset className="fault-groups">
      <legend className="sr-only">哪一类故障</legend>
      {groupsOf(faults).map((group) => {
        const [zh, en] = groupName(group);
        const on = faults.filter((fault) => fault.group === group && fault.on).length;
        return (
          <button
            key={group}
            type="button"
            aria-pressed={group === shown}
            onClick={() => onShow(group)}
            title={en}
            data-testid={`sandbox-faults-${group}`}
          >
            {zh}
            {on ? <b> {on}</b> : null}
          </button>
        );
      })}
    </fieldset>
  );
}

/** What the next call shall suffer, or every one. Faults that are on are seen whatever group is open. */
export function Faults({ faults, onChange }: { faults: FaultState[]; onChange: () => void }) {
  const [shown, setShown] = useState<FaultGroup>(faults[0]?.group ?? "pay");
  const set = useAction(async (fault: FaultState) => {
    await post("faults", { name: fault.name, ...clicked(fault) });
    onChange();
  });
  const seen = faults.filter((fault) => fault.group === shown || fault.on);
  return (
    <section className="faults" aria-labelledby="faults-title">
      <Heading id="faults-title" zh="下一次出错" en="Next call fails">
        <p className="faults-hint">点一下：出错一次；再点：一直出错；再点：关掉</p>
      </Heading>
      <Groups faults={faults} shown={shown} onShow={setShown} />
      <div className="chips">
        {seen.map((fault) => (
          <Chip key={fault.name} fault={fault} onClick={() => void set.run(fault)} />
        ))}
      </div>
      {set.failure ? <p className="failure">{set.failure}</p> : null}
    </section>
  );
}
