import type { CartLine as Line } from "@/lib/shop/cart";
import { maxQuantity } from "@/lib/shop/quantity";
import { EnhancedForm } from "./enhanced-form";
import { Price } from "./price";
import { ShopLink } from "./shop-link";
import { Stepper } from "./stepper";
import { Stone } from "./stone";

function Problem({ line: { problem, product } }: { line: Line }) {
  if (!problem) return null;
  return (
    <span className="cart__problem">
      {problem === "sold_out" ? "已售罄，请移除" : `只剩 ${product.stock} 件，请减少`}
    </span>
  );
}

/** A line of the cart. */
export function CartLine({ line }: { line: Line }) {
  const { product, quantity, problem } = line;
  const gone = problem === "sold_out";
  return (
    <li className={gone ? "weui-cell cart__line cart__line_gone" : "weui-cell cart__line"}>
      <ShopLink className="cart__picture" href={`/products/${product.id}`} aria-label={product.name}>
        <Stone
          image={product.image}
          name=""
          size={88}
          hue={product.hue}
          availability={product.availability}
        />
      </ShopLink>
      <div className="weui-cell__bd cart__text">
        <ShopLink className="cart__name" href={`/products/${product.id}`}>
          {product.name}
        </ShopLink>
        <span className="cart__spec">
          {product.line}
          <Problem line={line} />
        </span>
        <EnhancedForm className="cart__remove" action={`/cart/items/${product.id}/remove`}>
          <button type="submit" className="text-button" aria-label={`移除${product.name}`}>
            移除
          </button>
        </EnhancedForm>
      </div>
      <div className="cart__numbers">
        <Price fen={line.sum} />
        {gone ? null : (
          <Stepper
            action={`/cart/items/${product.id}`}
            quantity={quantity}
            most={Math.min(product.stock, maxQuantity)}
            fewer={`${product.name}减少一件`}
            more={`${product.name}增加一件`}
          />
        )}
      </div>
    </li>
  );
}
