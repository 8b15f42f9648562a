import "../_styles/pay-elsewhere.css";
import { toString as qrCode } from "qrcode";
import { config } from "@/lib/config";
import { PaidWatch } from "./paid-watch";
import { Picture } from "./picture";

/** Asks the server, for whoever has no script, or no patience. */
function AskButton({ outTradeNo }: { outTradeNo: string }) {
  return (
    <form className="pay__ask" method="post" action={`/api/payments/${outTradeNo}/check`}>
      <button type="submit" className="weui-btn weui-btn_default">
        我已付款
      </button>
    </form>
  );
}

const NotYet = () => (
  <p className="notice" role="status">
    还没有收到这笔付款。刚付好的，请稍等几秒再看；不会重复扣款。
  </p>
);

/** This page's own code, for WeChat. */
export function ScanToPay({ path }: { path: string }) {
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

type PaymentProps = { outTradeNo: string; paidUrl: string; asked: boolean };

/** WeChat's own code of a payment, which any phone may scan. */
export async function PayCode({ codeUrl, outTradeNo, paidUrl, asked }: PaymentProps & { codeUrl: string }) {
  const svg = await qrCode(codeUrl, { type: "svg", margin: 2, errorCorrectionLevel: "M" });
  return (
    <>
      {asked ? <NotYet /> : null}
      <div className="pay__scan" data-testid="pay-code" data-code={codeUrl}>
        <Picture
          className="code"
          src={`data:image/svg+xml,${encodeURIComponent(svg)}`}
          alt="微信支付的二维码"
          size={208}
          eager
        />
        <p className="hint">用微信扫一扫付款</p>
        <p className="hint">付好以后，这一页会自己更新</p>
        {config().sandbox ? (
          <input className="address pay__text" aria-label="二维码的内容" readOnly value={codeUrl} />
        ) : null}
      </div>
      <AskButton outTradeNo={outTradeNo} />
      <PaidWatch outTradeNo={outTradeNo} paidUrl={paidUrl} />
    </>
  );
}

/** From a phone's other browser into WeChat, and back. */
export function PayAddress({
  address,
  path,
  outTradeNo,
  paidUrl,
  asked,
}: PaymentProps & { address: string; path: string }) {
  return (
    <>
      {asked ? <NotYet /> : null}
      <a className="weui-btn btn_wechat" href={address}>
        用微信支付
      </a>
      <AskButton outTradeNo={outTradeNo} />
      <details className="pay__other">
        <summary>在微信中打开本页</summary>
        <ScanToPay path={path} />
        <input className="address" aria-label="本页地址" readOnly value={config().appUrl + path} />
      </details>
      <PaidWatch outTradeNo={outTradeNo} paidUrl={paidUrl} />
    </>
  );
}
