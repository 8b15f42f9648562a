import { db } from "../../db";
import { noticeKind } from "./facts";

const states = ["waiting", "sent", "delivered", "failed"] as const;
export type NoticeState = (typeof states)[number];

const stateOf = (text: string): NoticeState => states.find((known) => known === text) ?? "waiting";

/** What buyers were told, the last first: of one order, or of all. */
export async function noticesOf({ orderId, take = 30 }: { orderId?: string; take?: number }) {
  const where = orderId ? { orderId } : {};
  const rows = await db().orderNotice.findMany({ where, orderBy: { id: "desc" }, take });
  return rows.flatMap(
    ({ id, orderId, kind: text, subject, state, problem, createdAt, sentAt, finishedAt }) => {
      const kind = noticeKind(text);
      const at = finishedAt ?? sentAt ?? createdAt;
      return kind ? [{ id, orderId, kind, subject, state: stateOf(state), problem, at }] : [];
    },
  );
}
export type NoticeRow = Awaited<ReturnType<typeof noticesOf>>[number];
