// biome-ignore-all lint/performance/noImgElement: small drawings of our own, on pages without a script
import type { ReactNode } from "react";
import type { Explanation } from "@/lib/sandbox/explanation";

/** The app that asks, as WeChat shows it. */
export function AppName({ name }: { name: string }) {
  return (
    <p className="app-name">
      <img src="/icon.svg" alt="" width={28} height={28} />
      {name}
    </p>
  );
}

/** A person's face and name. */
export function Face({ person, line }: { person: { nickname: string; avatar: string }; line: string }) {
  return (
    <p className="face">
      <img src={person.avatar} alt="" width={48} height={48} />
      <span>
        <b>{person.nickname}</b>
        <small>{line}</small>
      </span>
      <svg className="tick" viewBox="0 0 24 24" width={20} height={20} aria-hidden="true">
        <path d="m5 12.5 4.5 4.5L19 7.5" fill="none" stroke="currentColor" strokeWidth={2.4} />
      </svg>
    </p>
  );
}

/** Says on each page whose page it is. */
export function SandboxLine({ children }: { children?: ReactNode }) {
  return (
    <footer className="sandbox-line">
      {children}
      <p>沙箱 · 不会真的扣款</p>
    </footer>
  );
}

function Explained({ why }: { why: Explanation }) {
  return (
    <details className="explained" open>
      <summary>沙箱：为什么 why</summary>
      {why.rule ? <p>{why.rule}</p> : null}
      <dl>
        {why.field ? <Fact name="参数" value={why.field} /> : null}
        {why.expected ? <Fact name="应为" value={why.expected} /> : null}
        {why.given === undefined ? null : <Fact name="收到" value={why.given || "（空）"} />}
      </dl>
      {why.advice ? <p>{why.advice}</p> : null}
      {why.section ? <p>§ {why.section.title}</p> : null}
    </details>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}

type MessageProps = {
  kind: "warn" | "done" | "info";
  title: string;
  text?: string;
  why?: Explanation;
  children?: ReactNode;
};

const signs = { warn: "!", done: "✓", info: "i" };

/** WeChat's page with one message; below it, in grey, the sandbox explains. */
export function Message({ kind, title, text, why, children }: MessageProps) {
  return (
    <main className="wx message">
      <div className="message-body">
        <span className={`sign sign-${kind}`} aria-hidden="true">
          {signs[kind]}
        </span>
        <h1>{title}</h1>
        {text ? <p className="message-text">{text}</p> : null}
        {children}
      </div>
      {why ? <Explained why={why} /> : null}
      <SandboxLine />
    </main>
  );
}
