import { z } from "zod";
import { textSchema, tickSchema, yuanSchema } from "@/lib/http/fields";
import { answerOperatorForm } from "@/lib/http/operator";
import { ShopError } from "@/lib/shop/errors";
import { declineRefund, grantRefund } from "@/lib/shop/refunds/decide";

const answer = textSchema(200, "给买家的话太长");
const fields = z.discriminatedUnion(
  "decision",
  [
    z.object({ decision: z.literal("grant"), amount: yuanSchema, restock: tickSchema, answer }),
    z.object({ decision: z.literal("decline"), answer }),
  ],
  { error: "请选择同意或拒绝" },
);
type Context = { params: Promise<{ outRefundNo: string }> };

/** Grants or declines what a buyer asked for. */
export const POST = (request: Request, { params }: Context) =>
  answerOperatorForm(request, { fields, back: "/admin/refunds" }, async (given, user) => {
    const { outRefundNo } = await params;
    if (given.decision === "grant") {
      const { amount, restock, answer } = given;
      await grantRefund(user.id, outRefundNo, { amount, restock, answer });
    } else {
      if (given.answer === "") throw new ShopError("invalid", "拒绝时请告诉买家原因");
      await declineRefund(user.id, outRefundNo, { answer: given.answer });
    }
    return `/admin/refunds/${outRefundNo}`;
  });
