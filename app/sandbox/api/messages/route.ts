import { json, route } from "@/lib/sandbox/gate";
import { holderOfRequest } from "@/lib/sandbox/people";
import { redPackMessages } from "@/lib/sandbox/red-pack-view";

/** What the official account has sent to who holds the phone. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = route({
  GET: async (request) => json(await redPackMessages(holderOfRequest(request.headers))),
});
