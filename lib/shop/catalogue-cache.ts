import { revalidateTag, unstable_cache } from "next/cache";
import { findProduct, listProducts, type ProductCard, type ProductPage, type Shelf } from "./catalogue";

const catalogueTag = "catalogue";
const productTag = (id: string) => `product:${id}`;

/** Other processes do not hear of a change: after so many seconds their pages look for themselves. */
const staleSeconds = 60;

/** A shelf for the static pages; made again when a product changes. */
export const catalogue = (shelf: Shelf): Promise<ProductCard[]> =>
  unstable_cache(() => listProducts(shelf), ["catalogue", shelf], {
    tags: [catalogueTag],
    revalidate: staleSeconds,
  })();

/** A product for the static pages; made again when it changes. */
export const product = (id: string): Promise<ProductPage | null> =>
  unstable_cache(() => findProduct(id), ["product", id], {
    tags: [productTag(id)],
    revalidate: staleSeconds,
  })();

/** Makes the pages that show these products again at their next visit. In route handlers only. */
export function productsChanged(ids: Iterable<string>): void {
  revalidateTag(catalogueTag, { expire: 0 });
  for (const id of new Set(ids)) revalidateTag(productTag(id), { expire: 0 });
}
