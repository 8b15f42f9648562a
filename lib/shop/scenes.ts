/** What the scenes of the account's QR codes mean: `product:{id}` leads to a product. */

const prefix = "product:";

/** The scene of a product's QR code: at most 64 characters. */
export const productScene = (productId: string): string => `${prefix}${productId}`;

/** The product that a scene leads to; null for another's scene. */
export const productOfScene = (scene: string): string | null =>
  scene.startsWith(prefix) ? scene.slice(prefix.length) : null;
