import { z } from "zod";
import { nowMs } from "@/lib/clock";
import { db } from "@/lib/db";
import { beijingTime } from "@/lib/wechat/time";
import { sandboxAccounts } from "./accounts";
import { confirmTransfer } from "./books/transfers";
import { type Explanation, sections } from "./explanation";
import { record } from "./ledger";
import { openidOf, type PersonId, personById, personByOpenid } from "./people";

/** WeChat's page on which a person takes a merchant's transfer. (WeChat Pay v3, merchant transfer, confirmation) */

export const transferOpenInput = z.object({
  /** What the page gave to the bridge, unchecked. */
  params: z.record(z.string(), z.unknown()),
  /** The page's address. */
  url: z.string().max(2048),
});
export type TransferOpenInput = z.infer<typeof transferOpenInput>;

export interface TransferBill {
  id: number;
  merchant: string;
  icon: string;
  /** Fen. */
  amount: number;
  perception: string;
  remark: string;
  style: "CONFIRM_PAGE" | "RED_PACKET";
  /** Beijing time, for people to read. */
  expires: string;
}

export type TransferOpening = { ok: true; bill: TransferBill } | { ok: false; message: string };

type Transfer = NonNullable<Awaited<ReturnType<ReturnType<typeof db>["sandboxTransfer"]["findUnique"]>>>;
type Refusal = { message: string; why: Explanation };

const section = sections.payTransport;
const names = ["mchId", "appId", "package"] as const;
const refused = (message: string, why: Explanation): Refusal => ({ message, why: { section, ...why } });

/** What the user is told about the money when the merchant does not say. (Merchant transfer, scenes) */
const perceptions: Readonly<Record<string, string>> = {
  "1000": "活动奖励",
  "1005": "劳务报酬",
  "1010": "二手回收货款",
  "1011": "退款",
};

const requestShape = z.object({ user_recv_perception: z.string() });

function perceptionOf(transfer: Transfer): string {
  const request: unknown = JSON.parse(transfer.request);
  const said = requestShape.safeParse(request);
  return said.success ? said.data.user_recv_perception : (perceptions[transfer.sceneId ?? ""] ?? "商家转账");
}

/** As a person in China reads it: 06-15 08:30. */
const readable = (at: Date): string =>
  beijingTime(at).replace(/^\d{4}(\d\d)(\d\d)(\d\d)(\d\d)\d\d$/, "$1-$2 $3:$4");

const billOf = (transfer: Transfer): TransferBill => ({
  id: transfer.id,
  merchant: sandboxAccounts.merchantName,
  icon: "/icon.svg",
  amount: transfer.amount,
  perception: perceptionOf(transfer),
  remark: transfer.remark,
  style: transfer.style === "RED_PACKET" ? "RED_PACKET" : "CONFIRM_PAGE",
  expires: readable(transfer.expiresAt),
});

/** Why this person cannot take it now; null when they can. */
function untakable(transfer: Transfer, person: PersonId): Refusal | null {
  const openid = openidOf(transfer.appid, person);
  if (openid !== transfer.openid) {
    const owner = personByOpenid(transfer.appid, transfer.openid)?.nickname ?? "别人";
    const rule = `收款人必须是发起转账时的 openid：这一笔是给${owner}的`;
    const wrong = { rule, field: "openid", expected: transfer.openid, given: openid };
    return refused("你的微信号与商家指定的微信号不一致", wrong);
  }
  switch (transfer.state) {
    case "WAIT_USER_CONFIRM":
      if (transfer.expiresAt.getTime() > nowMs()) return null;
      return refused("该转账已过期，请联系商家", {
        rule: "24 小时内没有确认，单据就关闭，钱退回商户：OVERDUE_CLOSE",
        given: transfer.expiresAt.toISOString(),
        advice: "先查单，确认失败之后换一个单号再发起",
      });
    case "SUCCESS":
    case "TRANSFERING":
      return refused("你已收款，不能重复收款", { rule: "一笔转账只能确认一次", given: transfer.state });
    case "CANCELING":
    case "CANCELLED":
      return refused("商家已撤销该转账", { rule: "撤销了的转账不能再确认", given: transfer.state });
    default: {
      const given = transfer.failReason ? `${transfer.state} ${transfer.failReason}` : transfer.state;
      return refused("该转账已失效，请联系商家", { rule: "只有 WAIT_USER_CONFIRM 的转账可以确认", given });
    }
  }
}

async function findBill(params: Readonly<Record<string, unknown>>): Promise<Transfer | Refusal> {
  const missing = names.find((name) => typeof params[name] !== "string" || params[name] === "");
  if (missing) {
    const advice = "三个参数都是字符串，大小写和这里一样；package 是发起转账得到的 package_info";
    return refused(`缺少参数 ${missing}`, { rule: `要有 ${names.join("、")}`, field: missing, advice });
  }
  const packageInfo = String(params.package);
  const transfer = await db().sandboxTransfer.findUnique({ where: { packageInfo } });
  if (!transfer) {
    const rule = "package 必须是发起转账得到的 package_info，一字不差";
    return refused("参数错误，请联系商家", { rule, field: "package", given: packageInfo });
  }
  const wrong = ([field, expected]: readonly [string, string]) => params[field] !== expected;
  const other = [["mchId", transfer.mchId] as const, ["appId", transfer.appid] as const].find(wrong);
  if (!other) return transfer;
  const [field, expected] = other;
  const given = String(params[field]);
  return refused("商户号与 appid 不匹配", { rule: `${field} 必须是发起转账时的`, field, expected, given });
}

/** The page asks for WeChat's confirmation page: may it come up for who holds the phone? */
export async function openTransfer(input: TransferOpenInput, person: PersonId): Promise<TransferOpening> {
  const found = await findBill(input.params);
  const refusal = "why" in found ? found : untakable(found, person);
  const answer: TransferOpening =
    "why" in found || refusal
      ? { ok: false, message: refusal?.message ?? "" }
      : { ok: true, bill: billOf(found) };
  const name = personById(person)?.nickname ?? person;
  await record({
    ...line("OPEN", input, answer),
    outcome: refusal?.message ?? `${name}打开了商家转账的确认页`,
    ok: !refusal,
    why: refusal?.why,
  });
  return answer;
}

export const transferConfirmInput = z.object({ id: z.number().int().positive() });

export type TransferConfirmation = { ok: true } | { ok: false; message: string };

/**
 * The person takes the money; a second tap on the button changes nothing. Sending the notification is the caller's next
 * step (deliverDue).
 */
export async function takeTransfer(id: number, person: PersonId): Promise<TransferConfirmation> {
  const transfer = await db().sandboxTransfer.findUnique({ where: { id } });
  const refusal = transfer && transfer.state !== "SUCCESS" ? untakable(transfer, person) : null;
  const answer: TransferConfirmation = refusal
    ? { ok: false, message: refusal.message }
    : await confirmTransfer(id, person);
  const name = personById(person)?.nickname ?? person;
  await record({
    ...line("CONFIRM", { id, person }, answer),
    outcome: answer.ok ? `${name}确认收款` : answer.message,
    ok: answer.ok,
    why: refusal?.why,
  });
  return answer;
}

const line = (method: string, request: unknown, answer: unknown) => ({
  direction: "page" as const,
  method,
  address: `WeixinJSBridge.invoke("requestMerchantTransfer")`,
  request: JSON.stringify(request, null, 2),
  answer: JSON.stringify(answer, null, 2),
  httpStatus: 200,
  durationMs: 0,
});
