"use client";

import { usePathname } from "next/navigation";
import { useEffect } from "react";
import { inWechat, jssdk } from "./use-jssdk";

/** What WeChat shows of a page that is sent to a friend. */
type Card = {
  title: string;
  desc: string;
  /** Of the page that the card opens. */
  path: string;
  /** PNG or JPG: WeChat draws no SVG. */
  image: string;
};

/** Of every page that has none of its own: a personal page would be of no use to a friend. */
const shop: Card = {
  title: "月光宝石 Moonstone",
  desc: "十二颗石头，各有一束自己的光",
  path: "/",
  image: "/share/shop.png",
};

let own: Card | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

async function hand({ title, desc, path, image }: Card) {
  const { origin } = window.location;
  const card = { title, link: origin + path, imgUrl: origin + image };
  const { call } = await jssdk();
  await call("updateAppMessageShareData", { ...card, desc });
  await call("updateTimelineShareData", card);
}

/** Hands WeChat the card of the page as it is after this moment's changes. Without it WeChat makes one by itself. */
function handSoon() {
  if (!inWechat()) return;
  clearTimeout(timer);
  timer = setTimeout(() => hand(own ?? shop).catch(() => {}));
}

/** A page's own share card. */
export function ShareCard({ title, desc, path, image }: Card) {
  useEffect(() => {
    own = { title, desc, path, image };
    handSoon();
    return () => {
      own = null;
      handSoon();
    };
  }, [title, desc, path, image]);
  return null;
}

/** Once for the whole shop: WeChat asks for the card again on every page, as it forgets what the last one had. */
export function ShareCards() {
  const pathname = usePathname();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page has a new card
  useEffect(handSoon, [pathname]);
  return null;
}
