import { db } from "@/lib/db";
import { sandboxAccounts } from "./accounts";
import { type Explanation, sections } from "./explanation";
import { record } from "./ledger";
import { type BookedOrder, isCodeFresh } from "./pay/order-book";
import type { SheetOpening, SheetOrder } from "./pay-sheet";
import { payable } from "./payable";
import { avatarPath, type PersonId, personById } from "./people";
import { checkDomain } from "./site";

/** Payments that no page in WeChat calls up: a QR code that says `code_url`, and the page behind `mweb_url`. */

/** What a NATIVE payment's QR code says. (WeChat Pay, Native) */
export const isPayCode = (text: string): boolean => /^weixin:\/\/wxpay\/bizpayurl/i.test(text);

interface Refusal {
  text: string;
  why: Explanation;
}

const section = sections.payTransport;

/** What a person reads who comes with a code, or a link, that leads to no payment. */
const goneTexts = { SCAN: "二维码已失效，请刷新后重试", MWEB: "支付链接已失效" } as const;
const staleTexts = { SCAN: "二维码已过期，请刷新后重试", MWEB: "支付链接已过期" } as const;

function unknownCode({ method, address }: Attempt): Refusal {
  const [field, name] = method === "SCAN" ? ["code_url", "code_url"] : ["prepay_id", "mweb_url"];
  const rule = `没有这个 ${name}：它要和下单得到的一字不差，换发过之后旧的就作废`;
  return { text: goneTexts[method], why: { section, rule, field, given: address } };
}

/** How long a code is good depends on its kind. */
function staleCode({ method }: Attempt, order: BookedOrder): Refusal {
  const rule = "code_url 的有效期是 2 小时，mweb_url 的是 5 分钟";
  const advice = "用相同的订单号再下一次单，会得到新的";
  return {
    text: staleTexts[method],
    why: { section, rule, given: order.prepayAt.toISOString(), advice },
  };
}

/** What the sheet shows of an order. */
function sheetOrder(order: BookedOrder, payer: PersonId): SheetOrder {
  const { prepayId, body, totalFee } = order;
  const name = personById(payer)?.nickname ?? payer;
  const merchant = sandboxAccounts.merchantName;
  return { prepayId, body, totalFee, merchant, payer: { id: payer, name, avatar: avatarPath(payer) } };
}

interface Attempt {
  method: "SCAN" | "MWEB";
  address: string;
  order: BookedOrder | null;
  notes?: string[];
}

async function open(attempt: Attempt, payer: PersonId): Promise<SheetOpening> {
  const { method, address, order, notes = [] } = attempt;
  const refusal = refusalOf(attempt, payer);
  const answer: SheetOpening =
    order && !refusal
      ? { ok: true, order: sheetOrder(order, payer) }
      : { ok: false, errMsg: "scan:fail", errDesc: refusal?.text ?? "" };
  await record({
    direction: "page",
    method,
    address,
    request: JSON.stringify({ text: address, payer }, null, 2),
    answer: JSON.stringify(answer, null, 2),
    httpStatus: 200,
    outcome: refusal?.text ?? `${personById(payer)?.nickname}打开了付款面板`,
    ok: !refusal,
    why: refusal?.why ?? (notes.length > 0 ? { section, notes } : undefined),
    durationMs: 0,
  });
  return answer;
}

function refusalOf(attempt: Attempt, payer: PersonId): Refusal | null {
  const { order } = attempt;
  if (!order) return unknownCode(attempt);
  return payable(order, payer) ?? (isCodeFresh(order) ? null : staleCode(attempt, order));
}

/**
 * The phone scanned a NATIVE payment's code: the payment sheet comes up for whoever holds the phone, with no page in
 * between. (WeChat Pay, Native)
 */
export async function openCode(codeUrl: string, payer: PersonId): Promise<SheetOpening> {
  const order = await db().sandboxOrder.findUnique({ where: { codeUrl } });
  return open({ method: "SCAN", address: codeUrl, order }, payer);
}

/** WeChat looks where a browser comes from: `Referer` must be of the merchant's H5 domain. */
function refererNotes(referer: string): string[] {
  if (checkDomain(referer).ok) return [];
  const given = referer === "" ? "没有 Referer" : `Referer 是 ${referer}`;
  return [
    `${given}：微信要它是商户平台登记的 H5 支付域名，否则显示“商家参数格式有误”，沙箱放过。网页不要写 no-referrer，也不要把地址复制出来打开`,
  ];
}

/**
 * The browser followed an MWEB payment's address, and WeChat opened. (WeChat Pay, H5)
 * @param referer as the browser sent it; empty for none
 */
export async function openMweb(prepayId: string, payer: PersonId, referer: string): Promise<SheetOpening> {
  const order = await db().sandboxOrder.findFirst({ where: { prepayId, tradeType: "MWEB" } });
  const address = `https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=${encodeURIComponent(prepayId)}`;
  return open({ method: "MWEB", address, order, notes: refererNotes(referer) }, payer);
}
