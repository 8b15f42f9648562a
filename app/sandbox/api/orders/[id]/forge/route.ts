import { after } from "next/server";
import { z } from "zod";
import { deliverDue } from "@/lib/sandbox/deliveries";
import { json, jsonPost, refusal, route } from "@/lib/sandbox/gate";
import { forgeForOrder, forgeries } from "@/lib/sandbox/notices";

type Context = { params: Promise<{ id: string }> };

/** Claims by a forged notification that an order was paid. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = route<Context>({
  POST: jsonPost(z.object({ kind: z.enum(forgeries) }), async ({ kind }, _request, { params }: Context) => {
    const { id } = await params;
    const found = /^\d{1,9}$/.test(id) && (await forgeForOrder(Number(id), kind));
    if (!found) return refusal(404, "没有这个订单");
    after(deliverDue);
    return json({ ok: true });
  }),
});
