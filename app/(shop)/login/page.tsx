import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { config } from "@/lib/config";
import { safeNext } from "@/lib/http/next";
import { isWechat } from "@/lib/wechat/useragent";
import { Message } from "../_components/message";
import { Page } from "../_components/page";
import { Picture } from "../_components/picture";
import { one, type SearchParams } from "../_components/search-params";
import { ShopLink } from "../_components/shop-link";

export const metadata: Metadata = { title: "登录" };

type LoginProps = { searchParams: SearchParams };

/** WeChat draws its QR page at this size. */
const frame = { width: 300, height: 400 };

function NotConfigured() {
  return (
    <Page>
      <Message
        drawing="lost"
        title="请在微信里打开本店"
        actions={
          <ShopLink className="weui-btn weui-btn_default" href="/">
            先逛逛
          </ShopLink>
        }
      >
        这里还没有开通扫码登录。在微信里打开，就能直接登录。
      </Message>
    </Page>
  );
}

/** Inside WeChat straight on to WeChat; elsewhere WeChat's QR code. What is wrong with `next` the route says. */
export default async function LoginPage({ searchParams }: LoginProps) {
  const asked = one((await searchParams).next) ?? "/";
  const next = encodeURIComponent(asked);
  if (safeNext(asked) === null) redirect(`/login/qrcode?next=${next}`);
  if (isWechat((await headers()).get("user-agent"))) redirect(`/login/mp?next=${next}`);
  if (!config().auth.qrcode) return <NotConfigured />;
  return (
    <Page className="login">
      <Picture className="login__logo" src="/brand/logo.svg" alt="" size={56} eager />
      <h1 className="login__title">微信登录</h1>
      <p className="hint">用微信扫一扫，在手机上确认</p>
      <iframe
        className="login__code"
        title="微信的登录二维码"
        src={`/login/qrcode?next=${next}&embed=1`}
        width={frame.width}
        height={frame.height}
      />
      <p className="page__end">
        看不到二维码？<a href={`/login/qrcode?next=${next}`}>到微信的页面上扫码</a>
      </p>
    </Page>
  );
}
