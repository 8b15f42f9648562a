import { z } from "zod";
import { onceSchema, stonesSchema, textSchema } from "@/lib/http/fields";
import { answerUserForm } from "@/lib/http/form";
import { requestRefund } from "@/lib/shop/refunds/request";

const fields = z.object({
  items: stonesSchema,
  reason: z.string({ error: "请选择退款原因" }).trim().min(1, "请选择退款原因").max(40, "退款原因太长"),
  more: textSchema(150, "补充说明最多 150 字"),
  once: onceSchema,
});
type Context = { params: Promise<{ id: string }> };

/** Asks for money back for stones of an order. */
export const POST = (request: Request, { params }: Context) =>
  answerUserForm(
    request,
    { fields, back: "/orders" },
    async ({ items, reason: choice, more, once }, user) => {
      const { id } = await params;
      const reason = more === "" ? choice : `${choice}：${more}`;
      await requestRefund(user.id, id, { items, reason, once });
      return `/orders/${id}?asked=1#refunds`;
    },
  );
