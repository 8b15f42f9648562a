import { config } from "@/lib/config";
import { paymentHandlers } from "@/lib/handlers/payment";
import { productsChanged } from "@/lib/shop/catalogue-cache";
import { keepHouse } from "@/lib/shop/housekeeping";
import { timingSafeEqualText } from "@/lib/wechat/sign";

/** Settles what notifications missed and ends what has expired, for hosts where no process lives long. */
export async function POST(request: Request) {
  const { cronSecret } = config();
  const given = request.headers.get("authorization")?.replace(/^Bearer /, "") ?? "";
  if (!cronSecret) return Response.json({ ok: false, message: "CRON_SECRET is not set" }, { status: 404 });
  if (!timingSafeEqualText(given, cronSecret)) {
    return Response.json({ ok: false, message: "Authorization: Bearer $CRON_SECRET" }, { status: 401 });
  }
  const products = await keepHouse(paymentHandlers);
  if (products) productsChanged(products);
  return Response.json({ ok: true, ran: products !== null });
}

/** Vercel's cron calls with GET. */
export const GET = POST;
