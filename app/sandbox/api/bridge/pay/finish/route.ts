import { after } from "next/server";
import { deliverDue } from "@/lib/sandbox/deliveries";
import { json, jsonPost, route } from "@/lib/sandbox/gate";
import { finishInput, finishSheet } from "@/lib/sandbox/pay-sheet";
import { holderOfRequest } from "@/lib/sandbox/people";

/** What the person did with the payment sheet. The notification goes its own way, as it does at WeChat. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = route({
  POST: jsonPost(finishInput, async (input, request) => {
    const result = await finishSheet(input, holderOfRequest(request.headers));
    after(deliverDue);
    return json(result);
  }),
});
