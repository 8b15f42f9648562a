import { db } from "../../db";
import type { Difference } from "./compare";

export type BillDay = {
  /** In Beijing, such as 2026-01-31. */
  day: string;
  state: "waiting" | "equal" | "different";
  payments: number;
  /** Fen. */
  paymentsFee: number;
  refunds: number;
  /** Fen. */
  refundsFee: number;
  checkedAt: Date | null;
  problem: string | null;
  differences: Difference[];
};

const states = ["waiting", "equal", "different"] as const;
const kinds = ["missing_here", "missing_there", "amount", "state"] as const;

/** The days that were compared with WeChat's bill, the last first, each with what differs. */
export async function billChecks(page = 1, perPage = 14): Promise<BillDay[]> {
  const rows = await db().billCheck.findMany({
    include: { differences: { orderBy: { id: "asc" } } },
    orderBy: { day: "desc" },
    skip: (page - 1) * perPage,
    take: perPage,
  });
  return rows.map(({ differences, state, attempts: _, ...row }) => ({
    ...row,
    state: states.find((known) => known === state) ?? "waiting",
    differences: differences.flatMap(({ kind: text, what, number, ours, theirs }) => {
      const kind = kinds.find((known) => known === text);
      return kind ? [{ kind, what: what === "refund" ? "refund" : "payment", number, ours, theirs }] : [];
    }),
  }));
}
