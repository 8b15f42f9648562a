"use client";

import { usePathname } from "next/navigation";
import { type ReactNode, useEffect, useState } from "react";

/** Beside the column, as _styles/desktop.css has it. */
const isWide = () => window.innerWidth >= 700 && window.innerHeight >= 500;

/** Pages that show a code of their own: two would leave the visitor to guess. */
const hasItsOwn = (pathname: string) => pathname === "/login" || /\/pay(\/|$)/.test(pathname);

/** The QR code that opens this very page on a phone. Phones do not load it. */
export function ThisPageCode() {
  const pathname = usePathname();
  const [code, setCode] = useState<ReactNode>(null);
  useEffect(() => {
    if (hasItsOwn(pathname) || !isWide()) return setCode(null);
    const path = window.location.pathname + window.location.search;
    import("./page-code").then(
      ({ PageCode }) => setCode(<PageCode path={path} />),
      () => setCode(null),
    );
  }, [pathname]);
  return code;
}
