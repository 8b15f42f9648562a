import type { Metadata } from "next";
import { headers } from "next/headers";
import { config, features } from "@/lib/config";
import { requireUser } from "@/lib/http/visitor";
import { type CheckoutView, checkoutView } from "@/lib/shop/checkout";
import { nonceStr } from "@/lib/wechat/sign";
import { isWechat } from "@/lib/wechat/useragent";
import { AddressFields } from "../_components/address-fields";
import { EnhancedForm } from "../_components/enhanced-form";
import { Message } from "../_components/message";
import { OrderLines, Sums } from "../_components/order-lines";
import { PlainPage } from "../_components/plain-page";
import { Price } from "../_components/price";
import { one, type SearchParams } from "../_components/search-params";

export const metadata: Metadata = { title: "确认订单" };

type CheckoutProps = { searchParams: SearchParams };

/** The address of this checkout: whoever has to log in first comes back to it. */
function pathOf(product: string | undefined, quantity: string | undefined): string {
  if (product === undefined) return "/checkout";
  return `/checkout?${new URLSearchParams({ product, ...(quantity === undefined ? {} : { quantity }) })}`;
}

/** Whether this browser has the visitor's own addresses, and we may ask for them. */
const hasWechatAddresses = async () =>
  features(config()).jssdk && isWechat((await headers()).get("user-agent"));

function NothingToBuy({ problem }: { problem: string }) {
  return (
    <PlainPage>
      <Message
        drawing="empty-cart"
        title={problem}
        actions={
          <a className="weui-btn weui-btn_primary" href="/">
            去看宝石
          </a>
        }
      />
    </PlainPage>
  );
}

function PlaceBar({ view: { total, problem } }: { view: CheckoutView }) {
  return (
    <div className="bar">
      <p className="bar__sum">
        应付 <Price fen={total} size="large" />
      </p>
      <button
        type="submit"
        className="weui-btn btn_wechat bar__button bar__button_narrow"
        disabled={problem !== null}
      >
        提交订单
      </button>
    </div>
  );
}

export default async function CheckoutPage({ searchParams }: CheckoutProps) {
  const wanted = await searchParams;
  const [product, quantity] = [one(wanted.product), one(wanted.quantity)];
  const user = await requireUser(pathOf(product, quantity));
  const view = await checkoutView(user.id, { product, quantity });
  if (view.lines.length === 0) return <NothingToBuy problem={view.problem ?? "没有要结算的宝石"} />;
  const lines = view.lines.map((line) => ({ ...line.product, quantity: line.quantity, sum: line.sum }));
  return (
    <EnhancedForm className="form_page" action="/checkout/place">
      <input type="hidden" name="once" value={nonceStr()} />
      {product === undefined ? null : (
        <>
          <input type="hidden" name="product" value={product} />
          <input type="hidden" name="quantity" value={quantity ?? "1"} />
        </>
      )}
      <PlainPage bar={<PlaceBar view={view} />}>
        <h1 className="page__title">确认订单</h1>
        {view.problem ? (
          <p className="notice" role="alert">
            {view.problem}
            <a href={product === undefined ? "/cart" : `/products/${product}`}>去调整</a>
          </p>
        ) : null}
        <AddressFields address={view.lastAddress} fromWechat={await hasWechatAddresses()} />
        <OrderLines lines={lines} />
        <Sums total={view.total} />
        <p className="page__end">提交后为您留货 30 分钟，付款由微信支付完成</p>
      </PlainPage>
    </EnhancedForm>
  );
}
