import { z } from "zod";
import { verifyEndpoint } from "@/lib/sandbox/chat/verify";
import { json, jsonPost, route } from "@/lib/sandbox/gate";

/** Checks the server address, as WeChat's console does when its settings are saved. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = route({
  POST: jsonPost(z.object({}), async () => json(await verifyEndpoint())),
});
