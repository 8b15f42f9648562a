import { type Prepared, plainIp } from "../shop/payments/prepare";
import { answerUserForm, noFields } from "./form";
import { messagePage } from "./message-page";

/**
 * Answers a tap on "pay" with what the page hands to WeChat's bridge: {ok, outTradeNo, conf}, or {ok, state: "paid"}
 * when nothing is left to pay. A form that was sent without a script gets a page that says what paying needs.
 * @param page the pay page itself
 */
export function answerPrepay(
  request: Request,
  page: string,
  prepare: (payer: { userId: string; clientIp: string }) => Promise<Prepared>,
): Promise<Response> {
  return answerUserForm(request, { fields: noFields, back: page }, async (_, user) => {
    if (!request.headers.get("accept")?.includes("application/json")) {
      return messagePage({
        status: 200,
        icon: "info",
        title: "支付需要微信和脚本",
        text: "付款由微信完成：请在微信里打开此页，并允许页面运行脚本（JavaScript）。订单会为您保留到付款时限。",
        action: { href: page, label: "返回付款页" },
      });
    }
    const clientIp = plainIp(request.headers.get("x-forwarded-for"));
    const prepared = await prepare({ userId: user.id, clientIp });
    return Response.json({ ok: true, ...prepared }, { headers: { "cache-control": "no-store" } });
  });
}
