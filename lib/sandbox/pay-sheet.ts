import { z } from "zod";
import { now } from "@/lib/clock";
import { db, transaction } from "@/lib/db";
import { sandboxAccounts } from "./accounts";
import { changeBalance, ensureMerchant } from "./books/merchant";
import { callUpRefusal } from "./call-up";
import { grantAllowance } from "./chat/allowances";
import type { Explanation } from "./explanation";
import { strikes } from "./faults";
import { record } from "./ledger";
import { paymentBody } from "./notice-bodies";
import { enterNotice, planNotice } from "./notices";
import { type BookedOrder, findByPrepayId, newTransactionId } from "./pay/order-book";
import { payable } from "./payable";
import { avatarPath, ensurePeople, type PersonId, personById } from "./people";

/** WeChat's payment sheet: what happens between `getBrandWCPayRequest` and its answer. */

const bridgeName = "get_brand_wcpay_request";

export const openInput = z.object({
  /** What the page gave to the bridge, unchecked: that is what WeChat gets to see. */
  params: z.record(z.string(), z.unknown()),
  /** The page's address. */
  url: z.string().max(2048),
});
export type OpenInput = z.infer<typeof openInput>;

export const finishInput = z.object({
  prepayId: z.string().max(64),
  action: z.enum(["pay", "cancel", "fail"]),
});
export type FinishInput = z.infer<typeof finishInput>;

export interface SheetOrder {
  prepayId: string;
  body: string;
  /** Fen. */
  totalFee: number;
  merchant: string;
  payer: { id: PersonId; name: string; avatar: string };
}

export type SheetOpening = { ok: true; order: SheetOrder } | { ok: false; errMsg: string; errDesc: string };
export interface SheetResult {
  /** `get_brand_wcpay_request:` and ok, cancel or fail. */
  errMsg: string;
  errDesc?: string;
}

interface Entry {
  request: unknown;
  answer: unknown;
  outcome: string;
  ok: boolean;
  why?: Explanation | undefined;
}

async function recordSheet(method: string, { request, answer, ...entry }: Entry): Promise<void> {
  await record({
    ...entry,
    direction: "page",
    method,
    address: `WeixinJSBridge.invoke("getBrandWCPayRequest")`,
    request: JSON.stringify(request, null, 2),
    answer: JSON.stringify(answer, null, 2),
    httpStatus: 200,
    durationMs: 0,
  });
}

/**
 * The page asks for a payment: checks what WeChat checks before its sheet comes up. (JSAPI call-up)
 * @param payer who holds the phone
 */
export async function openSheet(input: OpenInput, payer: PersonId): Promise<SheetOpening> {
  const { order, refusal, why } = await callUpRefusal(input, payer);
  if (refusal !== null || order === null) {
    const errDesc = refusal ?? "";
    const answer = { ok: false as const, errMsg: `${bridgeName}:fail`, errDesc };
    await recordSheet("OPEN", { request: input, answer, outcome: errDesc, ok: false, why });
    return answer;
  }
  const person = personById(payer);
  const answer: SheetOpening = {
    ok: true,
    order: {
      prepayId: order.prepayId,
      body: order.body,
      totalFee: order.totalFee,
      merchant: sandboxAccounts.merchantName,
      payer: { id: payer, name: person?.nickname ?? payer, avatar: avatarPath(payer) },
    },
  };
  await recordSheet("OPEN", {
    request: input,
    answer,
    outcome: `${person?.nickname}打开了付款面板`,
    ok: true,
    why,
  });
  return answer;
}

/**
 * The person pays, cancels, or the bank refuses. Paying changes the books, the wallet and the notification's queue at
 * once; sending the notification is the caller's next step (deliverDue).
 */
export async function finishSheet({ prepayId, action }: FinishInput, payer: PersonId): Promise<SheetResult> {
  const result = await decide(prepayId, action, payer);
  const { errMsg, errDesc, why } = result;
  const answer = { errMsg, ...(errDesc === undefined ? {} : { errDesc }) };
  const outcome = errDesc ?? (errMsg.endsWith(":ok") ? "付款成功" : "用户取消了付款");
  const ok = !errMsg.endsWith(":fail");
  await recordSheet("FINISH", { request: { prepayId, action, payer }, answer, outcome, ok, why });
  return answer;
}

type Decision = SheetResult & { why?: Explanation };

const failed = (errDesc: string, why?: Explanation): Decision => ({
  errMsg: `${bridgeName}:fail`,
  errDesc,
  ...(why ? { why } : {}),
});

async function decide(prepayId: string, action: FinishInput["action"], payer: PersonId): Promise<Decision> {
  if (action === "cancel") return { errMsg: `${bridgeName}:cancel` };
  const order = await findByPrepayId(prepayId);
  if (!order)
    return failed("商家订单信息有误", { rule: "没有这个 prepay_id", field: "prepay_id", given: prepayId });
  const refusal = payable(order, payer);
  if (refusal) return failed(refusal.text, refusal.why);
  if (await strikes("user_cancels")) return { errMsg: `${bridgeName}:cancel` };
  if (action === "fail" || (await strikes("pay_fails"))) return failed("支付失败：银行没有批准这笔付款");
  const outcome = await settle(order, payer);
  if (outcome === "paid") await grantAllowance(payer, "pay");
  if (outcome === "paid") return { errMsg: `${bridgeName}:ok` };
  return outcome === "poor" ? failed("零钱余额不足") : failed("订单已经支付或关闭");
}

class TooPoor extends Error {}

/** Pays it, once however many try at the same moment. */
async function settle(order: BookedOrder, payerId: PersonId): Promise<"paid" | "poor" | "late"> {
  await Promise.all([ensurePeople(), ensureMerchant()]);
  const paid = { tradeState: "SUCCESS", transactionId: newTransactionId(), paidAt: now(), payerId };
  const after = { ...order, ...paid };
  // Prepared before the transaction, in which nothing else may be asked.
  const body = await paymentBody(after);
  const forgedBody = await paymentBody(after, "signature");
  const purse = await db().sandboxPerson.findUnique({ where: { id: payerId } });
  // The faults of the next payment are not spent on one that cannot be.
  if (!purse || purse.wallet < order.totalFee) return "poor";
  const plan = await planNotice();
  try {
    return await transaction(async (tx) => {
      const { count } = await tx.sandboxOrder.updateMany({
        where: { id: order.id, tradeState: "NOTPAY" },
        data: paid,
      });
      if (count === 0) return "late";
      const wallet = { gte: order.totalFee };
      const taken = await tx.sandboxPerson.updateMany({
        where: { id: payerId, wallet },
        data: { wallet: { decrement: order.totalFee } },
      });
      if (taken.count === 0) throw new TooPoor();
      await changeBalance(tx, order.totalFee);
      await enterNotice(tx, after, { url: order.notifyUrl, body, plan, forgedBody });
      return "paid";
    });
  } catch (error) {
    if (error instanceof TooPoor) return "poor";
    throw error;
  }
}
