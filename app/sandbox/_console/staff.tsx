"use client";

import { useState } from "react";
import { post } from "./api";
import { useAction } from "./use-action";

type StaffProps = { nickname: string; open: boolean; onChange: () => void };

/** The account's staff: answers whoever was handed over to them. */
export function Staff({ nickname, open, onChange }: StaffProps) {
  const [text, setText] = useState("");
  const say = useAction(async () => {
    await post("chat/staff", { text: text.trim() });
    setText("");
    onChange();
  });
  const end = useAction(async () => {
    await post("chat/staff", { end: true });
    onChange();
  });
  if (!open)
    return (
      <p className="robot-staff empty">
        {nickname}没有客服会话：店铺的机器人转接以后，可以在这里以客服的身份回答。
      </p>
    );
  return (
    <form
      className="robot-staff"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim()) void say.run();
      }}
    >
      <label htmlFor="staff-text">
        以客服身份回答{nickname} <small lang="en">staff</small>
      </label>
      <input
        id="staff-text"
        value={text}
        maxLength={2048}
        onChange={(event) => setText(event.target.value)}
        data-testid="sandbox-staff-text"
      />
      <button
        type="submit"
        className="quiet"
        disabled={say.busy || !text.trim()}
        data-testid="sandbox-staff-say"
      >
        发送 <small>send</small>
      </button>
      <button
        type="button"
        className="quiet"
        disabled={end.busy}
        onClick={() => void end.run()}
        data-testid="sandbox-staff-end"
      >
        结束会话 <small>end</small>
      </button>
      {(say.failure ?? end.failure) ? <p className="failure">{say.failure ?? end.failure}</p> : null}
    </form>
  );
}
