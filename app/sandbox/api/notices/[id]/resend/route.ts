import { after } from "next/server";
import { z } from "zod";
import { deliverDue } from "@/lib/sandbox/deliveries";
import { json, jsonPost, refusal, route } from "@/lib/sandbox/gate";
import { resendNotice } from "@/lib/sandbox/notices";

type Context = { params: Promise<{ id: string }> };

/** Sends a notification once more, exactly as it was. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = route<Context>({
  POST: jsonPost(z.object({}), async (_input, _request, { params }: Context) => {
    const { id } = await params;
    const found = /^\d{1,9}$/.test(id) && (await resendNotice(Number(id)));
    if (!found) return refusal(404, "没有这条通知");
    after(deliverDue);
    return json({ ok: true });
  }),
});
