import "../../_styles/gems.css";
import type { Metadata } from "next";
import { headers } from "next/headers";
import { requireUser } from "@/lib/http/visitor";
import { type CashInQuote, cashInQuote } from "@/lib/shop/cash-in/open";
import { type CashIn, cashInsOf, type GemLine, gemLinesOf } from "@/lib/shop/cash-in/queries";
import { isWechat } from "@/lib/wechat/useragent";
import { CashInForm } from "../../_components/cash-in-form";
import { cashInLabel } from "../../_components/cash-in-words";
import { PlainPage } from "../../_components/plain-page";
import { Price } from "../../_components/price";
import { Time } from "../../_components/time";

export const metadata: Metadata = { title: "宝石" };

const kinds: Record<GemLine["kind"], string> = {
  opening: "原有宝石",
  earned: "购物赠送",
  taken: "退款收回",
  cashed: "兑换现金",
  returned: "兑换退回",
};

/** Where a line's cause can be seen, if it has a page. */
function causeOf({ kind, ref }: GemLine): string | null {
  switch (kind) {
    case "earned":
      return `/orders/${ref}`;
    case "cashed":
    case "returned":
      return `/me/gems/${ref}`;
    case "opening":
    case "taken":
      return null;
  }
}

function Balance({ quote: { gems } }: { quote: CashInQuote }) {
  return (
    <header className="gem-head">
      <p className="gem-head__label">宝石余额</p>
      <p className="gem-head__number">{gems.toLocaleString("en")}</p>
      <p className="gem-head__note">
        {gems < 0
          ? "订单退款时收回了赠送的宝石，其中一部分已兑换成现金。以后购物赠送的宝石会先补上。"
          : "每满 100 颗可换 1 元，买宝石每 1 元得 1 颗"}
      </p>
    </header>
  );
}

function CashIns({ cashIns }: { cashIns: CashIn[] }) {
  if (cashIns.length === 0) return null;
  return (
    <section className="weui-cells gem-list" aria-labelledby="cash-ins">
      <h2 className="gem-list__title" id="cash-ins">
        兑换记录
      </h2>
      <ul>
        {cashIns.map(({ outBillNo, amount, state, createdAt }) => (
          <li key={outBillNo}>
            <a className="gem-list__line" href={`/me/gems/${outBillNo}`}>
              <span>
                <Price fen={amount} />
                <small>
                  <Time at={createdAt} />
                </small>
              </span>
              <span className={`gem-list__state leads-on gem-list__state_${state}`}>
                {cashInLabel[state]}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Entry({ line }: { line: GemLine }) {
  const { kind, delta, at } = line;
  const cause = causeOf(line);
  const text = (
    <>
      <span>
        {kinds[kind]}
        <small>
          <Time at={at} />
        </small>
      </span>
      <span className={[delta > 0 && "gem-list__more", cause && "leads-on"].filter(Boolean).join(" ")}>
        {delta > 0 ? "+" : "−"}
        {Math.abs(delta).toLocaleString("en")}
      </span>
    </>
  );
  return cause ? (
    <a className="gem-list__line" href={cause}>
      {text}
    </a>
  ) : (
    <p className="gem-list__line">{text}</p>
  );
}

function Entries({ lines }: { lines: GemLine[] }) {
  return (
    <section className="weui-cells gem-list" aria-labelledby="entries">
      <h2 className="gem-list__title" id="entries">
        宝石明细
      </h2>
      {lines.length === 0 ? (
        <p className="gem-list__nothing">还没有宝石。买下第一颗石头，宝石就来了。</p>
      ) : (
        <ul>
          {lines.map((line) => (
            <li key={`${line.kind} ${line.ref}`}>
              <Entry line={line} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

export default async function GemsPage() {
  const user = await requireUser("/me/gems");
  const [quote, lines, cashIns] = await Promise.all([
    cashInQuote(user.id),
    gemLinesOf(user.id),
    cashInsOf(user.id),
  ]);
  const inWechat = isWechat((await headers()).get("user-agent"));
  return (
    <PlainPage>
      <h1 className="visually-hidden">宝石</h1>
      <Balance quote={quote} />
      <CashInForm quote={quote} inWechat={inWechat} />
      <CashIns cashIns={cashIns} />
      <Entries lines={lines} />
      <p className="page__end">
        <a href="/me">回到我的</a>
      </p>
    </PlainPage>
  );
}
