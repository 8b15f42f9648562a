import Link from "next/link";
import { stonesText } from "@/lib/http/fields";
import type { Refundable } from "@/lib/shop/refunds/queries";
import { Price } from "./price";
import { Stone } from "./stone";

type Chosen = ReadonlyMap<string, number>;
type StepProps = { href: string; possible: boolean; label: string; children: string };

/** A step is an address: the server counts, with or without a script, and what was typed below stays. */
function Step({ href, possible, label, children }: StepProps) {
  if (!possible) return <span className="stepper__button stepper__button_end">{children}</span>;
  return (
    <Link className="stepper__button" href={href} replace scroll={false} prefetch={false} aria-label={label}>
      {children}
    </Link>
  );
}

type RefundLinesProps = {
  /** Of the page. */
  path: string;
  /** What can go back. */
  items: Refundable["items"];
  chosen: Chosen;
};

/** The stones that can go back, and how many of each are to. */
export function RefundLines({ path, items, chosen }: RefundLinesProps) {
  const hrefWith = (productId: string, quantity: number) =>
    `${path}?items=${stonesText(new Map(chosen).set(productId, quantity))}`;
  const whole = items.every(({ productId, left }) => chosen.get(productId) === left);
  return (
    <section className="weui-cells refund-lines" aria-label="退哪些宝石">
      <p className="refund-lines__head">
        退哪些宝石
        {whole ? (
          <span>全部</span>
        ) : (
          <Link href={path} replace scroll={false} prefetch={false}>
            全部都退
          </Link>
        )}
      </p>
      <ul className="lines">
        {items.map(({ productId, name, price, image, left }) => {
          const quantity = chosen.get(productId) ?? 0;
          return (
            <li key={productId} className="weui-cell lines__line">
              <span className="lines__picture">
                <Stone image={image} name="" size={56} />
              </span>
              <span className="weui-cell__bd">
                {name}
                <span className="lines__quantity">可退 {left} 件</span>
              </span>
              <span className="lines__numbers">
                <Price fen={price} />
                <span className="stepper">
                  <Step
                    href={hrefWith(productId, quantity - 1)}
                    possible={quantity > 0}
                    label={`${name}少退一件`}
                  >
                    −
                  </Step>
                  <output className="stepper__count" aria-label={`${name}退几件`}>
                    {quantity}
                  </output>
                  <Step
                    href={hrefWith(productId, quantity + 1)}
                    possible={quantity < left}
                    label={`${name}多退一件`}
                  >
                    +
                  </Step>
                </span>
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
