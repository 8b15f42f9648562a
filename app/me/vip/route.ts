import { answerUserForm, noFields } from "@/lib/http/form";
import { openVipPayment, plainIp } from "@/lib/shop/payments/prepare";

/** Begins to buy a membership. */
export const POST = (request: Request) =>
  answerUserForm(request, { fields: noFields, back: "/me" }, async (_, user) => {
    const clientIp = plainIp(request.headers.get("x-forwarded-for"));
    return `/vip/pay/${await openVipPayment({ userId: user.id, clientIp })}`;
  });
