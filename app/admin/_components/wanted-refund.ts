import { z } from "zod";
import { onceSchema, textSchema, tickSchema, yuanSchema, yuanText } from "@/lib/http/fields";
import { ShopError } from "@/lib/shop/errors";
import { formatFen } from "@/lib/shop/money";
import { nonceStr } from "@/lib/wechat/sign";
import { one, type SearchParams } from "../../(shop)/_components/search-params";

/** A refund of the operator's own, as its forms send it: with a key when it was asked about once more. */
export const refundFields = z.object({
  amount: yuanSchema,
  restock: tickSchema,
  reason: textSchema(80, "原因太长").refine((reason) => reason !== "", "请填写退款原因"),
  once: onceSchema,
});
export type WantedRefund = z.infer<typeof refundFields>;

/** @throws ShopError refund_too_much. @param rest fen that no refund takes */
export function refuseAbove(rest: number, { amount }: WantedRefund): void {
  if (rest < 1) throw new ShopError("refund_too_much", "这笔付款已经没有可退的金额");
  if (amount > rest) throw new ShopError("refund_too_much", `这笔付款最多还能退 ${formatFen(rest)}`);
}

/**
 * The address that asks once more. It has the refund's key, so that whoever comes back to it sends the same refund.
 * @param path of the order or the payment
 */
export function askAgain(path: string, { amount, restock, reason, once = nonceStr() }: WantedRefund): string {
  const query = new URLSearchParams({ amount: yuanText(amount), reason, once });
  if (restock) query.set("restock", "1");
  return `${path}/refund?${query}`;
}

/** What such an address asks about; null for any other. */
export async function wantedOf(searchParams: SearchParams): Promise<WantedRefund | null> {
  const { amount, restock, reason, once } = await searchParams;
  const { data } = refundFields.safeParse({
    amount: one(amount),
    restock: one(restock),
    reason: one(reason),
    once: one(once),
  });
  return data?.once ? data : null;
}
