import { imageOf } from "@/lib/shop/catalogue";
import { formatFen } from "@/lib/shop/money";
import { Picture } from "../../(shop)/_components/picture";

type Item = { productId: string; name: string; price: number; quantity: number; refunded?: number };

/** Stones of an order, or of a refund. */
export function Goods({ items }: { items: Item[] }) {
  return (
    <ul className="goods">
      {items.map(({ productId, name, price, quantity, refunded = 0 }) => (
        <li key={productId} className="goods__item">
          <Picture className="goods__picture" src={imageOf(productId)} alt="" size={48} />
          <span className="goods__name">
            {name}
            {refunded > 0 ? <small>其中 {refunded} 件在退款里</small> : null}
          </span>
          <span className="goods__numbers">
            {formatFen(price)}
            <small>× {quantity}</small>
          </span>
        </li>
      ))}
    </ul>
  );
}
