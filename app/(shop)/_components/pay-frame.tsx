/**
 * The frame of the pages that ask for money: no bars, and plain links that load the next page whole. WeChat on iOS
 * checks the payment directory against the address that was loaded, so these pages are entered and left by loading;
 * and a phone that is about to pay does not wait for the shop's navigation.
 */
export function PayFrame({ children, className = "" }: { children: React.ReactNode; className?: string }) {
  return (
    <main id="main" className={`page ${className}`}>
      {children}
    </main>
  );
}
