type PlainPageProps = {
  children: React.ReactNode;
  /** What stays in sight at the bottom: the one thing to do here. */
  bar?: React.ReactNode;
  className?: string;
};

/**
 * A page without the tab bar. With plain links, which load the next page whole, it carries nothing of the shop's
 * navigation either: so do the last steps to a payment, since WeChat on iOS checks the payment directory against the
 * address that was loaded, and what every page carries along for the worst case.
 */
export function PlainPage({ children, bar, className = "" }: PlainPageProps) {
  return (
    <>
      <main id="main" className={`page ${className}`}>
        {children}
      </main>
      {bar ? <div className="page__foot page__foot_safe">{bar}</div> : null}
    </>
  );
}
