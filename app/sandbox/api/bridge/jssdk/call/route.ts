import { json, jsonPost, route } from "@/lib/sandbox/gate";
import { pageCallInput, recordPageCall } from "@/lib/sandbox/jssdk/page-call";

/** A page called an interface of the JS-SDK: a line for the ledger. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = route({
  POST: jsonPost(pageCallInput, async (input) => {
    await recordPageCall(input);
    return json({ ok: true });
  }),
});
