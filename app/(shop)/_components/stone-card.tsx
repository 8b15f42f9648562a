import type { ProductCard } from "@/lib/shop/catalogue";
import { Price } from "./price";
import { ShopLink } from "./shop-link";
import { Stone } from "./stone";

/** The one quiet word about a product, if there is one. */
function Tag({ product }: { product: ProductCard }) {
  if (product.availability === "sold_out") return <span className="tag tag_gone">已售罄</span>;
  if (product.availability === "last_ones")
    return <span className="tag tag_last">仅余 {product.stock} 件</span>;
  return product.isNew ? <span className="tag tag_new">新到</span> : null;
}

/** A product as the catalogue shows it. */
export function StoneCard({ product, eager }: { product: ProductCard; eager: boolean }) {
  const { id, name, line, price, image, hue, availability } = product;
  return (
    <ShopLink className="stone-card" href={`/products/${id}`}>
      <Stone image={image} name="" size={184} hue={hue} availability={availability} eager={eager} />
      <Tag product={product} />
      <span className="stone-card__text">
        <span className="stone-card__name">{name}</span>
        <span className="stone-card__line">{line}</span>
        <Price fen={price} />
      </span>
    </ShopLink>
  );
}
