import { after } from "next/server";
import { z } from "zod";
import { deliverDue } from "@/lib/sandbox/deliveries";
import { forgeries } from "@/lib/sandbox/forgeries";
import { json, jsonPost, refusal, route } from "@/lib/sandbox/gate";
import { forgeForRefund } from "@/lib/sandbox/notices";

type Context = { params: Promise<{ id: string }> };

/** Claims by a forged notification that a refund ended. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = route<Context>({
  POST: jsonPost(z.object({ kind: z.enum(forgeries) }), async ({ kind }, _request, { params }: Context) => {
    const { id } = await params;
    const found = /^\d{1,9}$/.test(id) && (await forgeForRefund(Number(id), kind));
    if (!found) return refusal(404, "没有这笔退款，或者它的通知不能这样伪造");
    after(deliverDue);
    return json({ ok: true });
  }),
});
