import { after } from "next/server";
import { z } from "zod";
import { deliverDue } from "@/lib/sandbox/deliveries";
import { json, jsonPost, refusal, route } from "@/lib/sandbox/gate";
import { forgeNotice, forgeries } from "@/lib/sandbox/notices";

type Context = { params: Promise<{ id: string }> };

/** Sends a forged notification for the order of a genuine one. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = route<Context>({
  POST: jsonPost(z.object({ kind: z.enum(forgeries) }), async ({ kind }, _request, { params }: Context) => {
    const { id } = await params;
    const found = /^\d{1,9}$/.test(id) && (await forgeNotice(Number(id), kind));
    if (!found) return refusal(404, "没有这条通知");
    after(deliverDue);
    return json({ ok: true });
  }),
});
