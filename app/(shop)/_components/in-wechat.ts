import { createJssdkClient } from "@/lib/wechat/browser/jssdk";
import { landing } from "./use-jssdk";

export const client = createJssdkClient({ entryUrl: landing });

/** What WeChat shows of a page that is sent to a friend. */
export type Card = {
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

/** Hands WeChat a page's card; without one it makes one by itself. Throws what the client throws. */
export async function handCard({ title, desc, path, image }: Card = shop): Promise<void> {
  const { origin } = location;
  const card = { title, link: origin + path, imgUrl: origin + image };
  await client.call("updateAppMessageShareData", { ...card, desc });
  await client.call("updateTimelineShareData", card);
}
