import { after } from "next/server";
import { deliverDue } from "@/lib/sandbox/deliveries";
import { json, jsonPost, route } from "@/lib/sandbox/gate";
import { holderOfRequest } from "@/lib/sandbox/people";
import { takeTransfer, transferConfirmInput } from "@/lib/sandbox/transfer-sheet";

/** Who holds the phone takes a merchant's transfer. The notification goes its own way. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = route({
  POST: jsonPost(transferConfirmInput, async ({ id }, request) => {
    const taken = await takeTransfer(id, holderOfRequest(request.headers));
    after(deliverDue);
    return json(taken);
  }),
});
