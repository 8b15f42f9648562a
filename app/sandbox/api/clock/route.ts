import { z } from "zod";
import { advanceClock, clockState, resetClock } from "@/lib/sandbox/clock";
import { json, jsonPost, route } from "@/lib/sandbox/gate";

const longest = 366 * 24 * 3600;
const move = z.union([
  z.object({ advanceSeconds: z.number().int().min(0).max(longest) }),
  z.object({ reset: z.literal(true) }),
]);

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = route({
  POST: jsonPost(move, async (input) => {
    if ("reset" in input) await resetClock();
    else await advanceClock(input.advanceSeconds);
    return json({ ok: true, clock: clockState() });
  }),
});
