"use client";

import { usePathname } from "next/navigation";
import { useEffect, useState } from "react";
import { Picture } from "./picture";

/** Beside the column, as _styles/desktop.css has it. */
const wide = "(min-width: 700px)";

/** Pages that show a code of their own: two would leave the visitor to guess. */
const hasItsOwn = (pathname: string) => pathname === "/login" || /\/pay(\/|$)/.test(pathname);

/** The QR code that opens this very page on a phone. Phones do not load it. */
export function ThisPageCode() {
  const pathname = usePathname();
  const [path, setPath] = useState<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page has a new address
  useEffect(() => {
    if (window.matchMedia(wide).matches) setPath(window.location.pathname + window.location.search);
  }, [pathname]);
  if (!path || hasItsOwn(pathname)) return null;
  return (
    <figure className="side__code">
      <Picture src={`/api/qr?path=${encodeURIComponent(path)}`} alt="本页的二维码" size={132} eager />
      <figcaption>微信扫一扫，在手机上看这一页</figcaption>
    </figure>
  );
}
