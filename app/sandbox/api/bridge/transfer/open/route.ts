import { json, jsonPost, route } from "@/lib/sandbox/gate";
import { holderOfRequest } from "@/lib/sandbox/people";
import { openTransfer, transferOpenInput } from "@/lib/sandbox/transfer-sheet";

/** requestMerchantTransfer: may WeChat's confirmation page come up? */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = route({
  POST: jsonPost(transferOpenInput, async (input, request) =>
    json(await openTransfer(input, holderOfRequest(request.headers))),
  ),
});
