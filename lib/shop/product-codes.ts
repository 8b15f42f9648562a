import { z } from "zod";
import { now } from "../clock";
import { config } from "../config";
import { db } from "../db";
import { store } from "../store";
import { wxclient } from "../weixin";
import { ShopError } from "./errors";
import { isId } from "./ids";
import { atWechat } from "./official-account";
import { productScene } from "./scenes";

/** QR codes of the account that lead to a product: whoever scans one follows the account, and is shown the stone. */

/** As long as WeChat lets one that is not for ever live: of those for ever there are 100 000, and none can be taken back. */
const lifeSeconds = 30 * 24 * 60 * 60;

const keyPrefix = () => `account:product-code:${config().auth.mp?.appid ?? ""}:`;
const kept = z.object({ ticket: z.string().min(1) });

export type ProductCode = {
  productId: string;
  name: string;
  /** Where its picture is; null when there is no code, or none any more. */
  picture: string | null;
  expiresAt: Date | null;
};

function ticketOf(value: string): string | null {
  try {
    return kept.parse(JSON.parse(value)).ticket;
  } catch {
    return null;
  }
}

/** Every product, with its code if there is one. */
export async function productCodes(): Promise<ProductCode[]> {
  const prefix = keyPrefix();
  const [products, rows] = await Promise.all([
    db().product.findMany({ select: { id: true, name: true }, orderBy: { id: "asc" } }),
    db().keyValue.findMany({ where: { key: { startsWith: prefix }, expiresAt: { gt: now() } } }),
  ]);
  const codes = new Map(rows.map((row) => [row.key.slice(prefix.length), row]));
  return products.map(({ id, name }) => {
    const row = codes.get(id);
    const ticket = row && ticketOf(row.value);
    return {
      productId: id,
      name,
      picture: ticket ? wxclient().qrcodeUrl(ticket) : null,
      expiresAt: ticket ? row.expiresAt : null,
    };
  });
}

/**
 * Makes a product's code, good for 30 days; one that was made before goes on working. (QR codes with scenes)
 * @throws ShopError unknown_product, wechat_unavailable; FeatureOff
 */
export async function makeProductCode(productId: string): Promise<void> {
  const known = isId(productId) && (await db().product.count({ where: { id: productId } })) > 0;
  if (!known) throw new ShopError("unknown_product", "没有这件宝石");
  const { ticket, expireSeconds } = await atWechat(() =>
    wxclient().qrcodeCreate(productScene(productId), lifeSeconds),
  );
  await store().put(keyPrefix() + productId, JSON.stringify({ ticket }), expireSeconds ?? lifeSeconds);
}
