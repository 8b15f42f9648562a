"use client";

import { useFreshVisitor } from "./visitor";

/** How many pieces wait in the cart, on the cart's icon. */
export function CartMark() {
  const count = useFreshVisitor()?.cartCount ?? 0;
  if (count === 0) return null;
  return (
    <span className="mark">
      {count > 99 ? "99+" : count}
      <span className="visually-hidden">件</span>
    </span>
  );
}
