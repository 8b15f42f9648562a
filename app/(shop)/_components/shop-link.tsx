"use client";

import Link, { useLinkStatus } from "next/link";
import type { ComponentProps, ReactNode } from "react";
import { createPortal } from "react-dom";
import { Outline, type OutlineKind } from "./outline";
import { useVisitor } from "./visitor";

type ShopLinkProps = Omit<ComponentProps<typeof Link>, "href" | "prefetch" | "onNavigate"> & {
  href: string;
  children: ReactNode;
  /** What to show while the page is on its way. A page that is made for one person is not fetched in advance. */
  outline?: OutlineKind | undefined;
  /** Whether the page sends strangers away to log in. */
  needsLogin?: boolean;
};

/** Shown after a moment, so that a quick answer does not flicker. */
function Waiting({ outline }: { outline: OutlineKind }) {
  const { pending } = useLinkStatus();
  if (!pending) return null;
  return createPortal(<Outline kind={outline} />, document.querySelector(".column") ?? document.body);
}

/**
 * A link inside the shop. The way to log in leads over WeChat's own site, which a script's request cannot follow:
 * a page that needs a person is loaded whole until we know that there is one.
 */
export function ShopLink({ href, outline, needsLogin = false, children, ...rest }: ShopLinkProps) {
  const loggedIn = useVisitor()?.loggedIn ?? false;
  return (
    <Link
      href={href}
      prefetch={outline || needsLogin ? false : null}
      onNavigate={(event) => {
        const loadWhole = needsLogin && !loggedIn;
        // Offline, the browser would put its own error page in place of this one.
        const lost = outline !== undefined && !navigator.onLine;
        if (loadWhole || lost) event.preventDefault();
        if (loadWhole && !lost) window.location.assign(href);
      }}
      {...rest}
    >
      {children}
      {outline ? <Waiting outline={outline} /> : null}
    </Link>
  );
}
