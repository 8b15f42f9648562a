import { answerUserForm, noFields } from "@/lib/http/form";
import { payPage } from "@/lib/http/pay-page";
import { tradeTypeFor } from "@/lib/http/trade-type";
import { openVipPayment } from "@/lib/shop/payments/open";
import { plainIp } from "@/lib/shop/payments/prepare";

/** Buys a membership, as this browser can pay: in WeChat its sheet opens on the page that follows. */
export const POST = (request: Request) =>
  answerUserForm(request, { fields: noFields, back: "/me" }, async (_, user) => {
    const clientIp = plainIp(request.headers.get("x-forwarded-for"));
    const tradeType = tradeTypeFor(request.headers.get("user-agent"));
    const page = payPage(await openVipPayment({ userId: user.id, clientIp }, tradeType));
    // The tap that brought the visitor here is the tap that pays.
    return tradeType === "JSAPI" ? `${page}?tapped=1` : page;
  });
