import { type Prepared, plainIp } from "../shop/payments/prepare";
import { wantsJson } from "./caller";
import { answerUserForm, noFields } from "./form";

/**
 * Answers a tap on "pay" with what the page hands to WeChat's bridge: {ok, outTradeNo, conf}, or {ok, state: "paid"}
 * when nothing is left to pay. A form that was sent before the page's script had loaded leads back to the page, which
 * takes the tap up again, or says that it needs a script.
 * @param page the pay page itself
 */
export function answerPrepay(
  request: Request,
  page: string,
  prepare: (payer: { userId: string; clientIp: string }) => Promise<Prepared>,
): Promise<Response> {
  return answerUserForm(request, { fields: noFields, back: page }, async (_, user) => {
    if (!wantsJson(request)) return `${page}?tapped=1`;
    const clientIp = plainIp(request.headers.get("x-forwarded-for"));
    const prepared = await prepare({ userId: user.id, clientIp });
    return Response.json({ ok: true, ...prepared }, { headers: { "cache-control": "no-store" } });
  });
}
