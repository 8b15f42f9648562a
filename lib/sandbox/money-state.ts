import { db } from "@/lib/db";
import { type Forgery, forgeriesFor, type NoticeSubject } from "./forgeries";
import type { PayApi } from "./ledger";
import { isPersonId, personById } from "./people";

/** WeChat Pay's books as the console shows them. Money in fen, times as ISO 8601. */

export interface NoticeState {
  id: number;
  subject: NoticeSubject;
  api: PayApi;
  /** Of the order, the refund or the transfer that it tells of. */
  subjectId: number;
  /** genuine, or the name of the forgery. */
  kind: string;
  url: string;
  /** waiting, delivered, refused (a forged one that the shop did not believe), given_up, lost */
  status: string;
  attempts: number;
  /** null when there will be none. */
  nextAttemptAt: string | null;
  lastStatus: number | null;
  lastAnswer: string | null;
}

export interface RefundState {
  id: number;
  outRefundNo: string;
  api: PayApi;
  amount: number;
  /** PROCESSING, SUCCESS, ABNORMAL, CLOSED */
  status: string;
  /** Where the money goes, in WeChat's words. */
  account: string;
  reason: string | null;
  dueAt: string;
  /** What a notification of it can be forged as. */
  forgeries: readonly Forgery[];
  notices: NoticeState[];
}

export interface OrderState {
  id: number;
  outTradeNo: string;
  api: PayApi;
  tradeType: string;
  body: string;
  totalFee: number;
  refunded: number;
  tradeState: string;
  /** What a QR code of it says, or where an MWEB payment opens WeChat. */
  codeUrl: string | null;
  payerName: string | null;
  createdAt: string;
  forgeries: readonly Forgery[];
  notices: NoticeState[];
  refunds: RefundState[];
}

/** A red pack or a transfer. */
export interface PayoutState {
  id: number;
  kind: "red_pack" | "transfer";
  /** mch_billno, partner_trade_no or out_bill_no. */
  number: string;
  api: PayApi;
  amount: number;
  /** Of a red pack SENT, RECEIVED …; of a transfer WAIT_USER_CONFIRM, SUCCESS … */
  state: string;
  personName: string;
  /** What more there is to say: how many have taken it, how it is drawn, why it failed. */
  note: string;
  createdAt: string;
  /** When what nobody took goes back; null once that is decided. */
  expiresAt: string | null;
  forgeries: readonly Forgery[];
  notices: NoticeState[];
}

const shown = 30;

type NoticeRow = Awaited<ReturnType<ReturnType<typeof db>["sandboxNotice"]["findMany"]>>[number];

const apiOf = (text: string): PayApi => (text === "v3" ? "v3" : "v2");

function subjectOf(text: string): NoticeSubject {
  return text === "refund" || text === "transfer" ? text : "payment";
}

const noticeState = (row: NoticeRow): NoticeState => ({
  id: row.id,
  subject: subjectOf(row.subject),
  api: apiOf(row.api),
  subjectId: row.orderId ?? row.refundId ?? row.transferId ?? 0,
  kind: row.kind,
  url: row.url,
  status: row.status,
  attempts: row.attempts,
  nextAttemptAt: row.status === "waiting" ? row.nextAttemptAt.toISOString() : null,
  lastStatus: row.lastStatus,
  lastAnswer: row.lastAnswer,
});

const nameOf = (id: string | null): string | null =>
  isPersonId(id) ? (personById(id)?.nickname ?? null) : null;

const notices = { orderBy: { id: "asc" } } as const;

const findOrders = () =>
  db().sandboxOrder.findMany({
    orderBy: { id: "desc" },
    take: shown,
    include: { notices, refunds: { orderBy: { id: "asc" }, include: { notices } } },
  });
type OrderRow = Awaited<ReturnType<typeof findOrders>>[number];

/** The newest orders, each with its refunds and notifications. */
export async function readOrders(): Promise<OrderState[]> {
  return (await findOrders()).map(orderState);
}

const orderState = (row: OrderRow): OrderState => ({
  id: row.id,
  outTradeNo: row.outTradeNo,
  api: apiOf(row.api),
  tradeType: row.tradeType,
  body: row.body,
  totalFee: row.totalFee,
  refunded: row.refunded,
  tradeState: row.tradeState,
  codeUrl: row.codeUrl,
  payerName: nameOf(row.payerId),
  createdAt: row.createdAt.toISOString(),
  forgeries: forgeriesFor(apiOf(row.api), "payment"),
  notices: row.notices.map(noticeState),
  refunds: row.refunds.map(refundState),
});

const refundState = (row: OrderRow["refunds"][number]): RefundState => ({
  id: row.id,
  outRefundNo: row.outRefundNo,
  api: apiOf(row.api),
  amount: row.amount,
  status: row.status,
  account: row.account,
  reason: row.reason,
  dueAt: row.dueAt.toISOString(),
  forgeries: forgeriesFor(apiOf(row.api), "refund"),
  notices: row.notices.map(noticeState),
});

const findRedPacks = () =>
  db().sandboxRedPack.findMany({ orderBy: { id: "desc" }, take: shown, include: { takes: true } });
const findTransfers = () =>
  db().sandboxTransfer.findMany({ orderBy: { id: "desc" }, take: shown, include: { notices } });

/** The newest red packs and transfers. */
export async function readPayouts(): Promise<PayoutState[]> {
  const [packs, transfers] = await Promise.all([findRedPacks(), findTransfers()]);
  const payouts = [...packs.map(redPackState), ...transfers.map(transferState)];
  return payouts.sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1)).slice(0, shown);
}

function redPackState(row: Awaited<ReturnType<typeof findRedPacks>>[number]): PayoutState {
  const taken = row.count > 1 ? `${row.takes.length}/${row.count} 人已领` : "";
  const failed = row.reason ?? "";
  return {
    id: row.id,
    kind: "red_pack",
    number: row.mchBillno,
    api: "v2",
    amount: row.amount,
    state: row.status,
    personName: row.type === "GROUP" ? "群" : (nameOf(row.personId) ?? ""),
    note: failed || taken || row.wishing,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.status === "SENT" ? row.expiresAt.toISOString() : null,
    forgeries: [],
    notices: [],
  };
}

function transferState(row: Awaited<ReturnType<typeof findTransfers>>[number]): PayoutState {
  const waiting = row.state === "WAIT_USER_CONFIRM";
  return {
    id: row.id,
    kind: "transfer",
    number: row.outBillNo,
    api: apiOf(row.api),
    amount: row.amount,
    state: row.state,
    personName: nameOf(row.personId) ?? "",
    note: row.failReason ?? row.remark,
    createdAt: row.createdAt.toISOString(),
    expiresAt: waiting ? row.expiresAt.toISOString() : null,
    forgeries: row.notifyUrl ? forgeriesFor(apiOf(row.api), "transfer") : [],
    notices: row.notices.map(noticeState),
  };
}
