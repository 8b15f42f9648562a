import { json, route } from "@/lib/sandbox/gate";
import { holderOfRequest } from "@/lib/sandbox/people";
import { readState } from "@/lib/sandbox/state";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = route({
  GET: async (request) => json(await readState(holderOfRequest(request.headers))),
});
