import { config } from "@/lib/config";
import { paymentHandlers } from "@/lib/handlers/payment";
import { timerSecret } from "@/lib/http/housekeeping-timer";
import { productsChanged } from "@/lib/shop/catalogue-cache";
import { keepHouse } from "@/lib/shop/housekeeping";
import { timingSafeEqualText } from "@/lib/wechat/sign";

/** Settles what notifications missed and ends what has expired, for hosts where no process lives long. */
export async function POST(request: Request) {
  const given = /^Bearer (.+)$/.exec(request.headers.get("authorization") ?? "")?.[1] ?? "";
  const secrets = [config().cronSecret, timerSecret()].filter((secret) => secret !== null);
  if (secrets.length === 0)
    return Response.json({ ok: false, message: "CRON_SECRET is not set" }, { status: 404 });
  if (!secrets.some((secret) => timingSafeEqualText(given, secret))) {
    return Response.json({ ok: false, message: "Authorization: Bearer $CRON_SECRET" }, { status: 401 });
  }
  const products = await keepHouse(paymentHandlers);
  if (products) productsChanged(products);
  return Response.json({ ok: true, ran: products !== null });
}

/** Vercel's cron calls with GET. */
export const GET = POST;
