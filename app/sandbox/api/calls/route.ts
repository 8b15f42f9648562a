import { z } from "zod";
import { inSandbox, json, jsonPost } from "@/lib/sandbox/gate";
import { clearLedger, listCalls } from "@/lib/sandbox/ledger";

const number = z.coerce.number().int().min(0).catch(0);

/** `?after=` gives only newer calls. */
export const GET = inSandbox(async (request) => {
  const after = number.parse(new URL(request.url).searchParams.get("after") ?? 0);
  return json(await listCalls(after));
});

/** Empties the ledger. */
export const POST = jsonPost(z.object({ clear: z.literal(true) }), async () => {
  await clearLedger();
  return json({ ok: true });
});
