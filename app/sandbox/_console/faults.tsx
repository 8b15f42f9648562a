"use client";

import type { FaultGroup, FaultState } from "@/lib/sandbox/faults";
import { post } from "./api";
import { Heading } from "./heading";
import { useAction } from "./use-action";

const groups: Readonly<Record<FaultGroup, [zh: string, en: string]>> = {
  pay: ["付款", "pay"],
  notice: ["通知", "notices"],
  api: ["接口", "API"],
};

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

/** What the next call shall suffer, or every one. */
export function Faults({ faults, onChange }: { faults: FaultState[]; onChange: () => void }) {
  const set = useAction(async (fault: FaultState) => {
    await post("faults", { name: fault.name, ...clicked(fault) });
    onChange();
  });
  return (
    <section className="faults" aria-labelledby="faults-title">
      <Heading id="faults-title" zh="下一次出错" en="Next call fails">
        <p className="faults-hint">点一下：出错一次；再点：一直出错；再点：关掉</p>
      </Heading>
      <div className="fault-groups">
        {(Object.keys(groups) as FaultGroup[]).map((group) => (
          <section key={group} className="fault-group" aria-labelledby={`faults-${group}`}>
            <h3 id={`faults-${group}`}>
              {groups[group][0]} <small lang="en">{groups[group][1]}</small>
            </h3>
            <div className="chips">
              {faults
                .filter((fault) => fault.group === group)
                .map((fault) => (
                  <Chip key={fault.name} fault={fault} onClick={() => void set.run(fault)} />
                ))}
            </div>
          </section>
        ))}
      </div>
      {set.failure ? <p className="failure">{set.failure}</p> : null}
    </section>
  );
}
