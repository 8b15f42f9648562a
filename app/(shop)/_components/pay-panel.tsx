import { headers } from "next/headers";
import { config } from "@/lib/config";
import { isWechat } from "@/lib/wechat/useragent";
import { PayButton } from "./pay-button";
import { Picture } from "./picture";
import { PlainPage } from "./plain-page";
import { Price } from "./price";

type PayPanelProps = {
  /** Fen. */
  amount: number;
  what: string;
  prepayUrl: string;
  paidUrl: string;
  /** This page's own address, for the code that opens it in WeChat. */
  path: string;
  back: { href: string; label: string };
  /** The time left, if there is an end. */
  children?: React.ReactNode;
};

function ScanToPay({ path }: { path: string }) {
  return (
    <div className="pay__scan">
      <Picture
        className="code"
        src={`/api/qr?path=${encodeURIComponent(path)}`}
        alt="在微信里打开本页的二维码"
        size={148}
        eager
      />
      <p className="hint">用微信扫一扫，在手机上付款</p>
    </div>
  );
}

/** What is paid and how much, the green button, and what happens next. */
export async function PayPanel({ amount, what, prepayUrl, paidUrl, path, back, children }: PayPanelProps) {
  const inWechat = isWechat((await headers()).get("user-agent"));
  const canPay = config().pay !== null;
  return (
    <PlainPage className="pay">
      <h1 className="visually-hidden">支付</h1>
      <section className="pay__sheet">
        <p className="pay__to">付款给 月光宝石</p>
        <p className="pay__amount">
          <Price fen={amount} size="huge" />
        </p>
        <p className="pay__what">{what}</p>
        {children ? <p className="pay__left">{children}</p> : null}
      </section>
      {inWechat ? null : <ScanToPay path={path} />}
      {canPay ? (
        <PayButton prepayUrl={prepayUrl} paidUrl={paidUrl} label="立即支付" />
      ) : (
        <p className="notice" role="status">
          本店还没有开通微信支付，暂时不能付款。
        </p>
      )}
      <noscript>
        <p className="notice">付款需要脚本（JavaScript）：请允许此页运行脚本后再试。</p>
      </noscript>
      <p className="page__end">
        付款由微信支付完成，以微信的扣款通知为准。
        <br />
        <a href={back.href}>{back.label}</a>
      </p>
    </PlainPage>
  );
}
