import type { Metadata } from "next";
import { readCart } from "@/lib/shop/cart";
import { CartLine } from "../_components/cart-line";
import { Message } from "../_components/message";
import { Page } from "../_components/page";
import { Price } from "../_components/price";
import { ShopLink } from "../_components/shop-link";

export const metadata: Metadata = { title: "购物车" };

function EmptyCart() {
  return (
    <Page tab="cart">
      <Message
        drawing="empty-cart"
        title="购物车还空着"
        actions={
          <ShopLink className="weui-btn weui-btn_primary" href="/">
            去看宝石
          </ShopLink>
        }
      >
        挑一颗喜欢的，它会在这里等您。
      </Message>
    </Page>
  );
}

function CheckoutBar({ total, canCheckOut }: { total: number; canCheckOut: boolean }) {
  return (
    <div className="bar">
      <p className="bar__sum">
        合计 <Price fen={total} size="large" />
      </p>
      {canCheckOut ? (
        <ShopLink
          className="weui-btn weui-btn_primary bar__button bar__button_narrow"
          href="/checkout"
          outline="checkout"
          needsLogin
        >
          去结算
        </ShopLink>
      ) : (
        <button type="button" className="weui-btn weui-btn_primary bar__button bar__button_narrow" disabled>
          去结算
        </button>
      )}
    </div>
  );
}

export default async function CartPage() {
  const { items, count, total, canCheckOut } = await readCart();
  if (items.length === 0) return <EmptyCart />;
  return (
    <Page tab="cart" bar={<CheckoutBar total={total} canCheckOut={canCheckOut} />}>
      <h1 className="page__title">
        购物车 <small>{count} 件</small>
      </h1>
      {canCheckOut ? null : (
        <p className="notice" role="status">
          有宝石库存不足，调整后就能结算。
        </p>
      )}
      <ul className="weui-cells cart">
        {items.map((line) => (
          <CartLine key={line.product.id} line={line} />
        ))}
      </ul>
      <p className="page__end">加入购物车不留货，下单后为您留货 30 分钟</p>
    </Page>
  );
}
