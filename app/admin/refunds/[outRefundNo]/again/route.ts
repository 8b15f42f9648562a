import { noFields } from "@/lib/http/form";
import { answerOperatorForm } from "@/lib/http/operator";
import { sendUnwantedAgain } from "@/lib/shop/refunds/unwanted";

type Context = { params: Promise<{ outRefundNo: string }> };

/** Sends money back once more whose refund WeChat closed. */
export const POST = (request: Request, { params }: Context) =>
  answerOperatorForm(request, { fields: noFields, back: "/admin/refunds" }, async (_, user) => {
    const { outRefundNo } = await params;
    return `/admin/refunds/${await sendUnwantedAgain(user.id, outRefundNo)}`;
  });
