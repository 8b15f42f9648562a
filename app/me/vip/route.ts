import { answerUserForm, noFields } from "@/lib/http/form";
import { openVipPayment } from "@/lib/shop/payments/open";
import { plainIp } from "@/lib/shop/payments/prepare";

/** Buys a membership: WeChat's sheet opens on the page that follows. */
export const POST = (request: Request) =>
  answerUserForm(request, { fields: noFields, back: "/me" }, async (_, user) => {
    const clientIp = plainIp(request.headers.get("x-forwarded-for"));
    // The tap that brought the visitor here is the tap that pays.
    return `/vip/pay/${await openVipPayment({ userId: user.id, clientIp })}?tapped=1`;
  });
