import { db } from "../../db";
import { isId } from "../ids";
import { paged } from "./paging";

const paidMembership = { type: "vip", state: "paid" } as const;

/** Memberships that were paid, the newest first. */
export function membershipsPage(page: number) {
  const include = { user: { select: { nickname: true, vipUntil: true } } };
  const orderBy = { paidAt: "desc" } as const;
  return paged(
    page,
    () => db().payment.count({ where: paidMembership }),
    (range) => db().payment.findMany({ where: paidMembership, include, orderBy, ...range }),
  );
}

/** A membership's payment with its refunds, whoever's it is; null when there is none. */
export async function anyMembership(outTradeNo: string) {
  if (!isId(outTradeNo)) return null;
  return db().payment.findFirst({
    where: { outTradeNo, ...paidMembership },
    include: {
      user: { select: { nickname: true, vipUntil: true } },
      refunds: { orderBy: { requestedAt: "desc" } },
    },
  });
}
