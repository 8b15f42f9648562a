"use client";

import { useEffect, useState } from "react";
import { post } from "./api";
import { useAction } from "./use-action";

/** Entries parted by blanks, commas or lines. */
export const entriesOf = (text: string): string[] => text.split(/[\s,，、;；]+/).filter(Boolean);

/** Who may fetch an access_token: the IP allow-list of WeChat's console. */
export function AllowList({ entries, onChange }: { entries: string[]; onChange: () => void }) {
  const stored = entries.join(" ");
  const [text, setText] = useState(stored);
  const [changed, setChanged] = useState(false);
  // What another tab wrote is shown, unless somebody is writing here.
  useEffect(() => {
    if (!changed) setText(stored);
  }, [stored, changed]);
  const save = useAction(async () => {
    await post("allow-list", { entries: entriesOf(text) });
    setChanged(false);
    onChange();
  });
  return (
    <form
      className="allow-list"
      onSubmit={(event) => {
        event.preventDefault();
        void save.run();
      }}
    >
      <label htmlFor="allow-list">
        IP 白名单 <small lang="en">allow-list</small>
      </label>
      <input
        id="allow-list"
        value={text}
        spellCheck={false}
        autoComplete="off"
        placeholder="空着：全部放行。例如 203.0.113.8 10.0.0.0/8"
        aria-describedby={save.failure ? "allow-list-failure" : undefined}
        onChange={(event) => {
          setText(event.target.value);
          setChanged(true);
        }}
        data-testid="sandbox-allow-list"
      />
      <button
        type="submit"
        className="quiet"
        disabled={save.busy || !changed}
        data-testid="sandbox-allow-list-save"
      >
        保存 <small>save</small>
      </button>
      {save.failure ? (
        <p id="allow-list-failure" className="failure" role="alert">
          {save.failure}
        </p>
      ) : null}
    </form>
  );
}
