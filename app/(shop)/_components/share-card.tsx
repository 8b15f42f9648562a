"use client";

import { usePathname } from "next/navigation";
import { useEffect } from "react";
import type { Card } from "./in-wechat";
import { inWechat, loadInWechat } from "./use-jssdk";

let own: Card | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Hands WeChat the card of the page as it is when all of this moment's changes are made. */
function handSoon() {
  if (!inWechat()) return;
  clearTimeout(timer);
  timer = setTimeout(() => {
    loadInWechat()
      .then(({ handCard }) => handCard(own))
      .catch(() => {}); // WeChat then makes a card by itself.
  });
}

/** A page's own share card. */
export function ShareCard({ title, desc, path, image }: Card) {
  useEffect(() => {
    own = { title, desc, path, image };
    handSoon();
    return () => {
      own = undefined;
      handSoon();
    };
  }, [title, desc, path, image]);
  return null;
}

/** Once for the whole shop: hands over a card on every page, as WeChat would go on showing the last one's. */
export function ShareCards() {
  const pathname = usePathname();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page has a new card
  useEffect(handSoon, [pathname]);
  return null;
}
