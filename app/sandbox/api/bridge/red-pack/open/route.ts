import { z } from "zod";
import { json, jsonPost, route } from "@/lib/sandbox/gate";
import { holderOfRequest } from "@/lib/sandbox/people";
import { openRedPackOnPhone } from "@/lib/sandbox/red-pack-opening";

/** Who holds the phone opens a red pack. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = route({
  POST: jsonPost(z.object({ id: z.number().int().positive() }), async ({ id }, request) =>
    json(await openRedPackOnPhone(id, holderOfRequest(request.headers))),
  ),
});
