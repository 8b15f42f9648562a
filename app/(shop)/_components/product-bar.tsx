import type { ProductPage } from "@/lib/shop/catalogue";
import { CartMark } from "./cart-mark";
import { EnhancedForm } from "./enhanced-form";
import { BagIcon, GemIcon } from "./icons";
import { ShopLink } from "./shop-link";

/** What can be done with a product, always in sight: to the cart, or at once to the checkout. */
export function ProductBar({ product }: { product: ProductPage }) {
  return (
    <div className="bar">
      <nav className="bar__places" aria-label="主导航">
        <ShopLink className="bar__place" href="/" outline="home">
          <GemIcon />
          首页
        </ShopLink>
        <ShopLink className="bar__place" href="/cart" outline="cart">
          <span className="tab-bar__icon">
            <BagIcon />
            <CartMark />
          </span>
          购物车
        </ShopLink>
      </nav>
      {product.availability === "sold_out" ? (
        <ShopLink className="weui-btn bar__button btn_soft" href="/">
          已售罄 · 看看别的
        </ShopLink>
      ) : (
        <>
          <EnhancedForm className="bar__button" action="/cart/items">
            <input type="hidden" name="productId" value={product.id} />
            <input type="hidden" name="quantity" value="1" />
            <button type="submit" className="weui-btn btn_soft">
              加入购物车
            </button>
          </EnhancedForm>
          <ShopLink
            className="weui-btn weui-btn_primary bar__button"
            href={`/checkout?product=${product.id}&quantity=1`}
            outline="checkout"
            needsLogin
          >
            立即购买
          </ShopLink>
        </>
      )}
    </div>
  );
}
