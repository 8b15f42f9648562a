import { after } from "next/server";
import { asSaid, saidInput } from "@/lib/sandbox/chat/acts";
import { deliverPushes, NotFollowing, pushMessage } from "@/lib/sandbox/chat/pushes";
import { json, jsonPost, refusal, route } from "@/lib/sandbox/gate";
import { holderOfRequest } from "@/lib/sandbox/people";

/** Who holds the phone says something to the account. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = route({
  POST: jsonPost(saidInput, async (input, request) => {
    try {
      await pushMessage(holderOfRequest(request.headers), asSaid(input));
    } catch (error) {
      if (error instanceof NotFollowing) return refusal(409, "关注公众号以后才能发消息");
      throw error;
    }
    after(() => deliverPushes());
    return json({ ok: true });
  }),
});
