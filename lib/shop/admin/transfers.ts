import { db } from "../../db";
import { paged } from "./paging";

/** The tabs of the operator's cash-ins. */
export const transferFilters = ["all", "open", "success", "failed", "returned"] as const;
export type TransferFilter = (typeof transferFilters)[number];

const statesOf: Record<TransferFilter, readonly string[] | null> = {
  all: null,
  open: ["created", "waiting"],
  success: ["success"],
  failed: ["failed"],
  returned: ["returned"],
};

/** Cash-ins under a tab, the newest first. */
export function transfersPage(filter: TransferFilter, page: number) {
  const states = statesOf[filter];
  const where = states ? { state: { in: [...states] } } : {};
  const include = { user: { select: { nickname: true, gems: true } } };
  return paged(
    page,
    () => db().transfer.count({ where }),
    (range) => db().transfer.findMany({ where, include, orderBy: { createdAt: "desc" }, ...range }),
  );
}
