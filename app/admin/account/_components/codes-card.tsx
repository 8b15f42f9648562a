import type { ProductCode } from "@/lib/shop/product-codes";
import { EnhancedForm } from "../../../(shop)/_components/enhanced-form";
import { Time } from "../../../(shop)/_components/time";
import { Card } from "../../_components/facts";

function Code({ code: { productId, name, picture, expiresAt } }: { code: ProductCode }) {
  return (
    <li className="codes__code" id={`code-${productId}`}>
      {picture ? (
        // biome-ignore lint/performance/noImgElement: WeChat draws it, and it is the same for a month
        <img className="codes__picture" src={picture} alt={`${name}的二维码`} width={144} height={144} />
      ) : (
        <span className="codes__picture codes__picture_none">还没有</span>
      )}
      <strong>{name}</strong>
      {expiresAt ? (
        <small>
          <Time at={expiresAt} day /> 前有效
        </small>
      ) : null}
      <EnhancedForm action="/admin/account/codes">
        <input type="hidden" name="productId" value={productId} />
        <button type="submit" className="weui-btn weui-btn_default weui-btn_mini">
          {picture ? "换一个" : "生成"}
        </button>
      </EnhancedForm>
    </li>
  );
}

/** A QR code for each product, made when it is asked for. */
export function CodesCard({ codes }: { codes: ProductCode[] }) {
  return (
    <Card title="宝石的二维码">
      <p className="card__calm">
        扫码的人会关注公众号，并收到这件宝石的介绍。每个码 30 天有效，换新的以后旧的仍能用到期满。
      </p>
      <ul className="codes">
        {codes.map((code) => (
          <Code key={code.productId} code={code} />
        ))}
      </ul>
    </Card>
  );
}
