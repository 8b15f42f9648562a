import { headers } from "next/headers";
import "@/app/sandbox/wechat.css";
import "./cashier.css";
import { Message } from "@/app/sandbox/_wechat/parts";
import { oneParam, requireSandbox, type SearchParams, titled } from "@/app/sandbox/_wechat/request";
import { openMweb } from "@/lib/sandbox/open-code";
import { holderOfRequest } from "@/lib/sandbox/people";
import { isOwnPage } from "@/lib/sandbox/site";
import { Cashier } from "./cashier";

export const generateMetadata = titled("微信支付");

/**
 * What a browser outside WeChat opens to pay: WeChat's own page, which calls up the app and goes back to
 * `redirect_url`, whatever became of the payment. (WeChat Pay, H5)
 */
export default async function CheckMwebPage({ searchParams }: { searchParams: SearchParams }) {
  await requireSandbox();
  const prepayId = await oneParam(searchParams, "prepay_id");
  const back = await oneParam(searchParams, "redirect_url");
  const sent = await headers();
  const opening = await openMweb(prepayId, holderOfRequest(sent), sent.get("referer") ?? "");
  if (!opening.ok) {
    return <Message kind="warn" title={opening.errDesc} text="请回到商家的网页，重新发起支付" />;
  }
  return <Cashier order={opening.order} back={isOwnPage(back) ? back : null} />;
}
