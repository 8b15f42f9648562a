import { inSandbox, json } from "@/lib/sandbox/gate";
import { holderOfRequest } from "@/lib/sandbox/people";
import { readState } from "@/lib/sandbox/state";

export const GET = inSandbox(async (request) => json(await readState(holderOfRequest(request.headers))));
