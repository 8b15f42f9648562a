import { PayButton } from "./pay-button";
import { PayAddress, PayCode, ScanToPay } from "./pay-elsewhere";
import type { PayWay } from "./pay-way";
import { PlainPage } from "./plain-page";
import { Price } from "./price";

type PayPanelProps = {
  /** Fen. */
  amount: number;
  what: string;
  way: PayWay;
  prepayUrl: string;
  paidUrl: string;
  /** This page's own address, for the code that opens it in WeChat. */
  path: string;
  /** Whether the visitor says that they have paid, and we know of nothing. */
  asked: boolean;
  back: { href: string; label: string };
  /** What can be asked of the buyer beside the payment. */
  aside?: React.ReactNode;
  /** The time left, if there is an end. */
  children?: React.ReactNode;
};

function Sheet({ prepayUrl, paidUrl }: Pick<PayPanelProps, "prepayUrl" | "paidUrl">) {
  return (
    <>
      <PayButton prepayUrl={prepayUrl} paidUrl={paidUrl} label="立即支付" />
      <noscript>
        <p className="notice">付款需要脚本（JavaScript）：请允许此页运行脚本后再试。</p>
      </noscript>
    </>
  );
}

/** What the visitor can do here to pay. */
function Way({ way, ...props }: PayPanelProps) {
  switch (way.kind) {
    case "off":
      return (
        <p className="notice" role="status">
          本店还没有开通微信支付，暂时不能付款。
        </p>
      );
    case "sheet":
      return <Sheet {...props} />;
    case "code":
      return <PayCode {...way} {...props} />;
    case "address":
      return <PayAddress {...way} {...props} />;
    case "elsewhere":
      return (
        <>
          <ScanToPay path={props.path} />
          <Sheet {...props} />
        </>
      );
  }
}

/** What is paid and how much, the way to pay, and what happens next. */
export function PayPanel(props: PayPanelProps) {
  const { amount, what, back, aside, children } = props;
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
      <Way {...props} />
      {aside}
      <p className="page__end">
        付款由微信支付完成，以微信的扣款通知为准。
        <br />
        <a href={back.href}>{back.label}</a>
      </p>
    </PlainPage>
  );
}
