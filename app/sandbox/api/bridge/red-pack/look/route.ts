import { z } from "zod";
import { json, jsonPost, refusal, route } from "@/lib/sandbox/gate";
import { holderOfRequest } from "@/lib/sandbox/people";
import { lookAtRedPack } from "@/lib/sandbox/red-pack-view";

/** A red pack as who holds the phone sees it, sealed or opened. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = route({
  POST: jsonPost(z.object({ id: z.number().int().positive() }), async ({ id }, request) => {
    const pack = await lookAtRedPack(id, holderOfRequest(request.headers));
    return pack ? json({ ok: true, pack }) : refusal(404, "这个红包不是发给你的");
  }),
});
