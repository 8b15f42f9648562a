import { after } from "next/server";
import { act, actInput, asAct } from "@/lib/sandbox/chat/acts";
import { deliverPushes } from "@/lib/sandbox/chat/pushes";
import { json, jsonPost, route } from "@/lib/sandbox/gate";
import { holderOfRequest } from "@/lib/sandbox/people";

/** Who holds the phone follows, leaves, taps the menu, … The answer says what the phone does next. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = route({
  POST: jsonPost(actInput, async (input, request) => {
    const result = await act(holderOfRequest(request.headers), asAct(input));
    after(() => deliverPushes());
    return json({ ok: true, ...result });
  }),
});
