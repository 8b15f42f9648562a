import { db } from "../../db";
import { isId } from "../ids";
import { type Paged, paged } from "./paging";

/** The tabs of the operator's refunds. */
export const refundFilters = ["requested", "moving", "trouble", "success", "ended", "all"] as const;
export type RefundFilter = (typeof refundFilters)[number];

const statesOf: Record<RefundFilter, readonly string[] | null> = {
  requested: ["requested"],
  moving: ["granted", "processing"],
  trouble: ["abnormal", "closed"],
  success: ["success"],
  ended: ["declined", "withdrawn"],
  all: null,
};

const whereOf = (filter: RefundFilter) => {
  const states = statesOf[filter];
  return states ? { state: { in: [...states] } } : {};
};

const include = {
  user: { select: { nickname: true } },
  order: { select: { receiver: true, phone: true, total: true, items: true } },
  payment: { select: { body: true } },
  items: true,
} as const;

/** Refunds under a tab: those to be decided the oldest first, the others the newest. */
export function refundsPage(filter: RefundFilter, page: number) {
  const where = whereOf(filter);
  return paged(
    page,
    () => db().refund.count({ where }),
    (range) =>
      db().refund.findMany({
        where,
        include,
        orderBy: { requestedAt: filter === "requested" ? "asc" : "desc" },
        ...range,
      }),
  );
}

type PageOf<T> = T extends Promise<Paged<infer Row>> ? Row : never;
export type AdminRefund = PageOf<ReturnType<typeof refundsPage>>;

/** How many refunds are under each tab. */
export async function refundCounts(): Promise<Record<RefundFilter, number>> {
  const groups = await db().refund.groupBy({ by: ["state"], _count: true });
  const of = (filter: RefundFilter) =>
    groups.reduce((sum, { state, _count }) => {
      const states = statesOf[filter];
      return states === null || states.includes(state) ? sum + _count : sum;
    }, 0);
  return {
    requested: of("requested"),
    moving: of("moving"),
    trouble: of("trouble"),
    success: of("success"),
    ended: of("ended"),
    all: of("all"),
  };
}

/** A refund with what it belongs to, whoever's it is; null when there is none. */
export async function anyRefund(outRefundNo: string) {
  if (!isId(outRefundNo)) return null;
  return db().refund.findUnique({
    where: { outRefundNo },
    include: {
      items: true,
      user: { select: { nickname: true, gems: true } },
      payment: true,
      order: { include: { items: true } },
    },
  });
}
export type AnyRefund = NonNullable<Awaited<ReturnType<typeof anyRefund>>>;
