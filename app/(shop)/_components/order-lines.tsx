import { Price } from "./price";
import { Stone } from "./stone";

export type LineToShow = {
  id: string;
  name: string;
  price: number;
  quantity: number;
  image: string;
  hue?: number;
};

/** What an order consists of. */
export function OrderLines({ lines }: { lines: LineToShow[] }) {
  return (
    <ul className="weui-cells lines">
      {lines.map(({ id, name, price, quantity, image, hue }) => (
        <li key={id} className="weui-cell lines__line">
          <span className="lines__picture">
            <Stone image={image} name="" size={56} hue={hue} />
          </span>
          <span className="weui-cell__bd">{name}</span>
          <span className="lines__numbers">
            <Price fen={price} />
            <span className="lines__quantity">× {quantity}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

/** What it costs. Delivery is free in this shop. */
export function Sums({ total, paid = false }: { total: number; paid?: boolean }) {
  return (
    <dl className="weui-cells sums">
      <div className="sums__row">
        <dt>商品金额</dt>
        <dd>
          <Price fen={total} />
        </dd>
      </div>
      <div className="sums__row">
        <dt>运费</dt>
        <dd>包邮</dd>
      </div>
      <div className="sums__row sums__row_total">
        <dt>{paid ? "实付" : "合计"}</dt>
        <dd>
          <Price fen={total} size="large" />
        </dd>
      </div>
    </dl>
  );
}
