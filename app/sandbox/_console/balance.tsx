"use client";

import { useState } from "react";
import { post } from "./api";
import { yuan } from "./format";
import { useAction } from "./use-action";

/** Yuan as somebody types them, in fen; null for what is no amount. */
export function fenOf(text: string): number | null {
  const found = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(text.trim().replace(/[¥,\s]/g, ""));
  if (!found) return null;
  return Number(found[1]) * 100 + Number((found[2] ?? "").padEnd(2, "0"));
}

type EditProps = { balance: number; onDone: () => void };

function Edit({ balance, onDone }: EditProps) {
  const [text, setText] = useState((balance / 100).toFixed(2));
  const fen = fenOf(text);
  const save = useAction(async () => {
    if (fen === null) throw new Error("写成 1234.56 这样的元");
    await post("merchant", { balance: fen });
    onDone();
  });
  return (
    <form
      className="balance-edit"
      onSubmit={(event) => {
        event.preventDefault();
        void save.run();
      }}
      onKeyDown={(event) => event.key === "Escape" && onDone()}
    >
      <input
        // biome-ignore lint/a11y/noAutofocus: it appears because somebody asked to type here
        autoFocus
        inputMode="decimal"
        aria-label="商户余额，元 merchant balance in yuan"
        aria-invalid={fen === null}
        value={text}
        onChange={(event) => setText(event.target.value)}
        data-testid="sandbox-balance-input"
      />
      <button type="submit" className="quiet" disabled={save.busy} data-testid="sandbox-balance-save">
        保存
      </button>
      {save.failure ? (
        <span className="failure" role="alert">
          {save.failure}
        </span>
      ) : null}
    </form>
  );
}

type BalanceProps = { balance: number; onChange: () => void };

/** What the merchant has: refunds, red packs and transfers are paid from it. */
export function Balance({ balance, onChange }: BalanceProps) {
  const [editing, setEditing] = useState(false);
  const done = () => {
    setEditing(false);
    onChange();
  };
  return (
    <div className="balance">
      <span className="balance-name">
        商户余额 <small lang="en">balance</small>
      </span>
      {editing ? (
        <Edit balance={balance} onDone={done} />
      ) : (
        <button
          type="button"
          className="quiet"
          onClick={() => setEditing(true)}
          title="改余额 edit：退款、红包和转账都从这里出"
          data-testid="sandbox-balance"
        >
          {yuan(balance)}
        </button>
      )}
    </div>
  );
}
