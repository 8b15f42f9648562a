import { wantsJson } from "@/lib/http/caller";
import { answerUserForm, noFields } from "@/lib/http/form";
import { checkCashIn } from "@/lib/shop/cash-in/queries";

type Context = { params: Promise<{ outBillNo: string }> };

/** What became of a cash-in: our record, or WeChat's word while it has not ended. */
export const POST = (request: Request, { params }: Context) =>
  answerUserForm(request, { fields: noFields, back: "/me/gems" }, async (_, user) => {
    const { outBillNo } = await params;
    const { state } = await checkCashIn(user.id, outBillNo);
    if (!wantsJson(request)) return `/me/gems/${outBillNo}`;
    return Response.json({ ok: true, state }, { headers: { "cache-control": "no-store" } });
  });
