import { json, jsonPost, route } from "@/lib/sandbox/gate";
import { openInput, openSheet } from "@/lib/sandbox/pay-sheet";
import { holderOfRequest } from "@/lib/sandbox/people";

/** getBrandWCPayRequest: may WeChat's payment sheet come up? */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = route({
  POST: jsonPost(openInput, async (input, request) =>
    json(await openSheet(input, holderOfRequest(request.headers))),
  ),
});
