import { type Tab, TabBar } from "./tab-bar";

type PageProps = {
  children: React.ReactNode;
  /** The tab that the page belongs to; a page without one has no tab bar. */
  tab?: Tab;
  /** What stays in sight at the bottom: the one thing to do here. */
  bar?: React.ReactNode;
  className?: string;
};

/** The frame of every page of the shop: its content, and what sticks below it. */
export function Page({ children, tab, bar, className = "" }: PageProps) {
  return (
    <>
      <main id="main" className={`page ${className}`}>
        {children}
      </main>
      <div className={tab ? "page__foot" : "page__foot page__foot_safe"}>
        {bar}
        {tab ? <TabBar current={tab} /> : null}
      </div>
    </>
  );
}
