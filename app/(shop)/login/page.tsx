import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { config } from "@/lib/config";
import { loginPath } from "@/lib/http/login-answers";
import { safeNext } from "@/lib/http/next";
import { wayIn } from "@/lib/http/way-in";
import { Message } from "../_components/message";
import { Page } from "../_components/page";
import { Picture } from "../_components/picture";
import type { SearchParams } from "../_components/search-params";
import { ShopLink } from "../_components/shop-link";

export const metadata: Metadata = { title: "登录" };

type LoginProps = { searchParams: SearchParams };

/** WeChat draws its QR page at this size. */
const frame = { width: 300, height: 400 };

function Elsewhere({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <Page>
      <Message
        drawing="lost"
        title={title}
        actions={
          <ShopLink className="weui-btn weui-btn_default" href="/">
            先逛逛
          </ShopLink>
        }
      >
        {children}
      </Message>
    </Page>
  );
}

/** The code leads to this very page, which inside WeChat logs in by itself. */
function OpenInWechat({ next }: { next: string }) {
  return (
    <Elsewhere title="请在微信里打开本店">
      这里还没有开通扫码登录。用微信扫一扫，在微信里打开，就能直接登录。
      <Picture
        className="code"
        src={`/api/qr?path=${encodeURIComponent(loginPath(next))}`}
        alt="在微信里打开本页的二维码"
        size={148}
        eager
      />
    </Elsewhere>
  );
}

function QrCode({ next }: { next: string }) {
  const address = `/login/qrcode?next=${encodeURIComponent(next)}`;
  return (
    <Page className="login">
      <Picture className="login__logo" src="/brand/logo.svg" alt="" size={56} eager />
      <h1 className="login__title">微信登录</h1>
      <p className="hint">用微信扫一扫，在手机上确认</p>
      <iframe
        className="login__code"
        title="微信的登录二维码"
        src={`${address}&embed=1`}
        width={frame.width}
        height={frame.height}
      />
      <p className="page__end">
        看不到二维码？<a href={address}>到微信的页面上扫码</a>
      </p>
    </Page>
  );
}

/** Inside WeChat straight on to WeChat; elsewhere WeChat's QR code; or what to do where neither can be. */
export default async function LoginPage({ searchParams }: LoginProps) {
  const asked = [(await searchParams).next ?? "/"].flat();
  const next = asked.length === 1 ? safeNext(asked[0]) : null;
  // What is wrong with it the route says.
  if (next === null) redirect(`/login/qrcode?${new URLSearchParams(asked.map((one) => ["next", one]))}`);
  const way = wayIn((await headers()).get("user-agent"), config().auth);
  switch (way) {
    case "mp":
      return redirect(`/login/mp?next=${encodeURIComponent(next)}`);
    case "qrcode":
      return <QrCode next={next} />;
    case "open_in_wechat":
      return <OpenInWechat next={next} />;
    case "open_outside":
      return (
        <Elsewhere title="请在电脑上登录">
          本店还没有开通微信内的登录。请在电脑的浏览器里打开 {config().appUrl}，用微信扫码登录。
        </Elsewhere>
      );
    case "none":
      return <Elsewhere title="暂未开通登录">本店还没有开通网页上的登录，不登录也可以继续逛。</Elsewhere>;
  }
}
