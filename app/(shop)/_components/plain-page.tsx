type PlainPageProps = {
  children: React.ReactNode;
  /** What stays in sight at the bottom: the one thing to do here. */
  bar?: React.ReactNode;
  className?: string;
};

/**
 * A page without the shop's navigation, whose links are plain ones that load the next page whole. For the last steps
 * to a payment: WeChat on iOS checks the payment directory against the address that was loaded, so the pay pages are
 * entered and left by loading, and nothing that they do not need is loaded with them. And for what every page carries
 * along for the worst case.
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
