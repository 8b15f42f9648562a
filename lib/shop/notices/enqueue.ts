import { now } from "../../clock";
import { config, type OrderNoticeKind } from "../../config";
import type { Tx } from "../../db";
import { withRows } from "../../sql-rows";
import { enqueueNotices } from "../outbox";

export type WantedNotice = {
  orderId: string;
  kind: OrderNoticeKind;
  /** Which refund, by its out_refund_no; the others have none. */
  subject?: string;
};

const columns = {
  order_id: "TEXT",
  kind: "TEXT",
  subject: "TEXT",
  appid: "TEXT",
  template_id: "TEXT",
  api: "TEXT",
  created_at: "TIMESTAMP(3)",
} as const;

/**
 * Leaves word to tell the buyers of orders what happened, in the transaction in which it did: two statements, however
 * many there are. Each is told once of each thing. Nothing is left for a kind that has no template, nor for a buyer
 * whom the official account does not know.
 */
export async function enqueueOrderNotices(tx: Tx, wanted: readonly WantedNotice[]): Promise<void> {
  const { auth, notices } = config();
  const { api, templates } = notices;
  const appid = auth.mp?.appid;
  if (!appid) return;
  const created_at = now();
  const rows = wanted.flatMap(({ orderId, kind, subject = "" }) => {
    const template_id = templates[kind];
    return template_id ? [{ order_id: orderId, kind, subject, appid, template_id, api, created_at }] : [];
  });
  if (rows.length === 0) return;
  // Of two openids under one appid, which only a hand in the database brings about, one is told.
  const made = await tx.$queryRaw<{ id: number }[]>`
    ${withRows("wanted", "order_id", columns, rows)}
    INSERT INTO order_notices (order_id, kind, subject, appid, openid, template_id, api, created_at)
    SELECT wanted.order_id, wanted.kind, wanted.subject, wanted.appid, person.openid, wanted.template_id, wanted.api,
      wanted.created_at
    FROM wanted
    JOIN orders ON orders.id = wanted.order_id
    JOIN wechat_identities AS person ON person.user_id = orders.user_id
    WHERE person.appid = wanted.appid
    ON CONFLICT DO NOTHING
    RETURNING id`;
  await enqueueNotices(
    tx,
    made.map(({ id }) => Number(id)),
  );
}

/** As enqueueOrderNotices, of one. */
export const enqueueOrderNotice = (tx: Tx, wanted: WantedNotice): Promise<void> =>
  enqueueOrderNotices(tx, [wanted]);
