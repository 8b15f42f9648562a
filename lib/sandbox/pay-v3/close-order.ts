import { z } from "zod";
import { now } from "@/lib/clock";
import { db } from "@/lib/db";
import { findByOutTradeNo } from "../pay/order-book";
import { checkAccounts } from "./accounts-check";
import { refuse, succeed, type V3Answer } from "./answer";
import { isAnswer } from "./authorization";
import { readBody, text } from "./body";
import type { SignedCall } from "./call";
import { v3Sections } from "./sections";

const section = v3Sections.close;
const schema = z.looseObject({ mchid: text(32) });

/** `POST …/out-trade-no/{out_trade_no}/close`: nobody can pay it any more. (WeChat Pay v3, close order) */
export async function closeOrder(call: SignedCall, outTradeNo: string): Promise<V3Answer> {
  const read = readBody(call, schema, section);
  if (isAnswer(read)) return read;
  const refusal = checkAccounts(read.fields, section);
  if (refusal) return refusal;
  const order = await findByOutTradeNo(outTradeNo);
  if (!order) {
    const doubt = "没有这个订单：有人见过微信也回答 204，沙箱照做";
    return succeed(null, "关单成功（没有这个订单）", [...read.notes, doubt]);
  }
  const { count } = await db().sandboxOrder.updateMany({
    where: { id: order.id, tradeState: "NOTPAY" },
    data: { tradeState: "CLOSED", closedAt: now() },
  });
  if (count === 1) return succeed(null, "关单成功", read.notes);
  // Paid or closed in the meantime: read it again to say which.
  if ((await findByOutTradeNo(outTradeNo))?.tradeState === "CLOSED") {
    return succeed(null, "关单成功（早已关闭）", [...read.notes, "已经关闭的订单再关一次，也回答 204"]);
  }
  return refuse("ORDERPAID", "该订单已支付", {
    rule: "付过款的订单不能关闭",
    section,
    field: "out_trade_no",
    given: outTradeNo,
    advice: "查单，把自己的订单改成已支付；要退钱就走退款",
  });
}
