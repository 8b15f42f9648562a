import { db } from "@/lib/db";
import { type AccessState, readAccess } from "./cgi-bin/access-state";
import { clockState } from "./clock";
import { type FaultState, listFaults } from "./faults";
import { lastCallId } from "./ledger";
import { isPersonId, type PersonId, type PersonState, personById, readPeople } from "./people";

/** What the console shows beside the ledger. Money in fen, times as ISO 8601. */

export interface OrderState {
  id: number;
  outTradeNo: string;
  prepayId: string;
  transactionId: string | null;
  body: string;
  totalFee: number;
  tradeState: string;
  signType: string;
  notifyUrl: string;
  payerName: string | null;
  createdAt: string;
  paidAt: string | null;
  timeExpire: string | null;
}

export interface NoticeState {
  id: number;
  orderId: number;
  outTradeNo: string;
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

export interface ConsoleState {
  clock: { offsetMs: number; now: string };
  people: PersonState[];
  holder: PersonId;
  faults: FaultState[];
  access: AccessState;
  orders: OrderState[];
  notices: NoticeState[];
  lastCallId: number;
}

const shown = 30;

/** Everything but the ledger's entries; newest orders first. */
export async function readState(holder: PersonId): Promise<ConsoleState> {
  const [people, faults, access, orders, lastCall] = await Promise.all([
    readPeople(),
    listFaults(),
    readAccess(),
    db().sandboxOrder.findMany({
      orderBy: { id: "desc" },
      take: shown,
      include: { notices: { orderBy: { id: "asc" } } },
    }),
    lastCallId(),
  ]);
  const notices = orders.flatMap((order) =>
    order.notices.map((notice) => ({
      id: notice.id,
      orderId: order.id,
      outTradeNo: order.outTradeNo,
      kind: notice.kind,
      url: notice.url,
      status: notice.status,
      attempts: notice.attempts,
      nextAttemptAt: notice.status === "waiting" ? notice.nextAttemptAt.toISOString() : null,
      lastStatus: notice.lastStatus,
      lastAnswer: notice.lastAnswer,
    })),
  );
  return {
    clock: clockState(),
    people,
    holder,
    faults,
    access,
    orders: orders.map(orderState),
    notices,
    lastCallId: lastCall,
  };
}

type Row = Awaited<ReturnType<ReturnType<typeof db>["sandboxOrder"]["findMany"]>>[number];

const orderState = (row: Row): OrderState => ({
  id: row.id,
  outTradeNo: row.outTradeNo,
  prepayId: row.prepayId,
  transactionId: row.transactionId,
  body: row.body,
  totalFee: row.totalFee,
  tradeState: row.tradeState,
  signType: row.signType,
  notifyUrl: row.notifyUrl,
  payerName: isPersonId(row.payerId) ? (personById(row.payerId)?.nickname ?? null) : null,
  createdAt: row.createdAt.toISOString(),
  paidAt: row.paidAt?.toISOString() ?? null,
  timeExpire: row.timeExpire?.toISOString() ?? null,
});
