import "../../../_styles/gems.css";
import type { Metadata } from "next";
import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { requireUser } from "@/lib/http/visitor";
import { type CashIn, cashInOf } from "@/lib/shop/cash-in/queries";
import { isWechat } from "@/lib/wechat/useragent";
import { CashInWatch } from "../../../_components/cash-in-watch";
import { CollectButton } from "../../../_components/collect-button";
import { Message } from "../../../_components/message";
import { Picture } from "../../../_components/picture";
import { PlainPage } from "../../../_components/plain-page";
import { Price } from "../../../_components/price";
import { Time } from "../../../_components/time";

export const metadata: Metadata = { title: "兑换现金" };

type CashInProps = { params: Promise<{ outBillNo: string }> };

/** WeChat's words for why nothing was paid, in ours. */
const reasons: Readonly<Record<string, string>> = {
  NOT_SENT: "微信一直没有答复",
  ACCOUNT_FROZEN: "您的微信支付账户暂时不能收款",
  REAL_NAME_CHECK_FAIL: "您的微信支付还没有实名认证",
  NAME_NOT_CORRECT: "收款人姓名不符",
  NO_AUTH: "微信没有放行这次发放",
  DAY_RECEIVED_COUNT_EXCEED: "您今天收款的次数已满",
  DAY_RECEIVED_QUOTA_EXCEED: "您今天收款的额度已满",
  RECEIVE_ACCOUNT_NOT_PERMMIT: "您的微信支付账户暂时不能收款",
};

/** How it stands, in a title and a sentence. */
function wordsOf({ state, api, failReason, gems }: CashIn, inWechat: boolean) {
  const back = `${gems.toLocaleString("en")} 颗宝石已经退回您的余额。`;
  switch (state) {
    case "created":
      return {
        drawing: "waiting",
        title: "正在发放",
        text: "已经交给微信支付，通常几秒就好。可以离开此页，结果不会丢。",
      } as const;
    case "waiting":
      if (api === "v2")
        return {
          drawing: "waiting",
          title: "红包已发出",
          text: "请在微信公众号里拆开。24 小时内没有拆，宝石会退回来。",
        } as const;
      return {
        drawing: "waiting",
        title: "等您收款",
        text: inWechat ? "点「收款」，钱就到您的微信零钱。" : "请用手机在微信里打开此页，点「收款」。",
      } as const;
    case "success":
      return { drawing: "done", title: "已到账", text: "已存入您的微信零钱。" } as const;
    case "failed": {
      const reason = failReason ? reasons[failReason] : undefined;
      return {
        drawing: "error",
        title: "没有兑换成功",
        text: `${reason ? `${reason}。` : ""}没有付出一分钱，${back}`,
      } as const;
    }
    case "returned":
      return { drawing: "empty-orders", title: "没有领取，已退回", text: `过了领取的时限，${back}` } as const;
  }
}

function Facts({ cashIn: { outBillNo, gems, createdAt, finishedAt } }: { cashIn: CashIn }) {
  return (
    <dl className="weui-cells sums numbers cash-in-facts">
      <div className="sums__row">
        <dt>用去宝石</dt>
        <dd>{gems.toLocaleString("en")} 颗</dd>
      </div>
      <div className="sums__row">
        <dt>兑换时间</dt>
        <dd>
          <Time at={createdAt} />
        </dd>
      </div>
      {finishedAt ? (
        <div className="sums__row">
          <dt>完成时间</dt>
          <dd>
            <Time at={finishedAt} />
          </dd>
        </div>
      ) : null}
      <div className="sums__row">
        <dt>兑换单号</dt>
        <dd>{outBillNo}</dd>
      </div>
    </dl>
  );
}

/** What can be done about one that has not ended: take the money here, or open this page where that can be done. */
function NextStep({ cashIn, inWechat }: { cashIn: CashIn; inWechat: boolean }) {
  const { outBillNo, conf, state } = cashIn;
  if (state !== "created" && state !== "waiting") return null;
  if (conf && inWechat) return <CollectButton outBillNo={outBillNo} conf={conf} />;
  return (
    <>
      {inWechat ? null : (
        <Picture
          className="code"
          src={`/api/qr?path=${encodeURIComponent(`/me/gems/${outBillNo}`)}`}
          alt="在微信里打开本页的二维码"
          size={148}
          eager
        />
      )}
      <CashInWatch outBillNo={outBillNo} state={state} />
    </>
  );
}

export default async function CashInPage({ params }: CashInProps) {
  const { outBillNo } = await params;
  const user = await requireUser(`/me/gems/${encodeURIComponent(outBillNo)}`);
  const cashIn = await cashInOf(user.id, outBillNo);
  if (!cashIn) notFound();
  const inWechat = isWechat((await headers()).get("user-agent"));
  const { drawing, title, text } = wordsOf(cashIn, inWechat);
  return (
    <PlainPage>
      <Message
        small
        drawing={drawing}
        title={title}
        actions={
          <>
            <NextStep cashIn={cashIn} inWechat={inWechat} />
            <a className="weui-btn weui-btn_default" href="/me/gems">
              回到宝石
            </a>
          </>
        }
      >
        <Price fen={cashIn.amount} size="huge" />
        <br />
        {text}
      </Message>
      <Facts cashIn={cashIn} />
    </PlainPage>
  );
}
