import { db } from "../../db";
import { isId } from "../ids";
import { paged } from "./paging";

/** Paid, and no order's: memberships, and whatever else is sold by openPayment. */
const paidWithoutOrder = { orderId: null, state: "paid" } as const;

const user = { select: { nickname: true, vipUntil: true } } as const;

/** Payments without an order that were paid, the newest first. */
export function purchasesPage(page: number) {
  const where = paidWithoutOrder;
  const orderBy = { paidAt: "desc" } as const;
  return paged(
    page,
    () => db().payment.count({ where }),
    (range) => db().payment.findMany({ where, include: { user }, orderBy, ...range }),
  );
}

/** A paid payment without an order, with its refunds, whoever's it is; null when there is none. */
export async function anyPurchase(outTradeNo: string) {
  if (!isId(outTradeNo)) return null;
  return db().payment.findFirst({
    where: { outTradeNo, ...paidWithoutOrder },
    include: { user, refunds: { orderBy: { requestedAt: "desc" } } },
  });
}
