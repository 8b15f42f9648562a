import type { ReactNode } from "react";

type HeadingProps = { id: string; zh: string; en: string; children?: ReactNode };

/** A part's name in both languages, and what stands beside it. */
export function Heading({ id, zh, en, children }: HeadingProps) {
  return (
    <div className="heading">
      <h2 id={id}>
        {zh} <small lang="en">{en}</small>
      </h2>
      {children}
    </div>
  );
}
