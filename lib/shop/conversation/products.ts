import { config } from "../../config";
import type { Article } from "../../wechat/robot/reply-types";
import { findProduct, type ProductCard } from "../catalogue";
import { formatFen } from "../money";
import { productOfScene } from "../scenes";

/** A product as a card in the chat. WeChat shows no SVG: the picture is the one that share cards have. */
export function productArticle(product: ProductCard, description = product.line): Article {
  const { appUrl } = config();
  const price = product.availability === "sold_out" ? "已售完" : formatFen(product.price);
  return {
    title: `${product.name} ${price}`,
    description,
    picUrl: `${appUrl}/share/${product.id}.png`,
    url: `${appUrl}/products/${product.id}`,
  };
}

async function articleOf(productId: string | null): Promise<Article | null> {
  const product = productId === null ? null : await findProduct(productId);
  return product && productArticle(product);
}

/** The product that a QR code's scene leads to; null for another scene, and for a product that is no more. */
export const productByScene = (scene: string): Promise<Article | null> => articleOf(productOfScene(scene));

/** The product's id in the address of one of our product pages. */
function productOfAddress(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.origin !== config().appUrl) return null;
  return /^\/products\/([^/]+)\/?$/.exec(url.pathname)?.[1] ?? null;
}

/** The product whose page has this address, scanned or sent; null for any other text. */
export const productByAddress = (text: string): Promise<Article | null> =>
  articleOf(productOfAddress(text.trim()));
