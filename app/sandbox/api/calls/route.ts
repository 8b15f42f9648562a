import { z } from "zod";
import { type Handler, json, jsonPost, route } from "@/lib/sandbox/gate";
import { clearLedger, listCalls } from "@/lib/sandbox/ledger";

const number = z.coerce.number().int().min(0).catch(0);

/** `?after=` gives only newer calls. */
const read: Handler<unknown> = async (request) => {
  const after = number.parse(new URL(request.url).searchParams.get("after") ?? 0);
  return json(await listCalls(after));
};

/** Empties the ledger. */
const clear = jsonPost(z.object({ clear: z.literal(true) }), async () => {
  await clearLedger();
  return json({ ok: true });
});

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = route({ GET: read, POST: clear });
