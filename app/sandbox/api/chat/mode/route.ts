import { z } from "zod";
import { pushMode, pushModes, setPushMode } from "@/lib/sandbox/chat/mode";
import { json, jsonPost, route } from "@/lib/sandbox/gate";

/** In which form messages are pushed, as WeChat's console sets it. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = route({
  POST: jsonPost(z.object({ mode: z.enum(pushModes) }), async ({ mode }) => {
    await setPushMode(mode);
    return json({ ok: true, mode: await pushMode() });
  }),
});
