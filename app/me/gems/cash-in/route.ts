import { z } from "zod";
import { answerUserForm } from "@/lib/http/form";
import { cashIn } from "@/lib/shop/cash-in/open";

const fields = z.object({
  gems: z
    .string({ error: "请选择兑换金额" })
    .regex(/^\d{1,6}$/, "请选择兑换金额")
    .transform(Number),
  once: z.string({ error: "请回到上一页，重新兑换" }).max(32, "请回到上一页，重新兑换"),
});

/** Cashes gems in. */
export const POST = (request: Request) =>
  answerUserForm(request, { fields, back: "/me/gems" }, async ({ gems, once }, user) => {
    const { outBillNo } = await cashIn(user.id, gems, once);
    return `/me/gems/${outBillNo}`;
  });
