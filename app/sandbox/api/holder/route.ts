import { z } from "zod";
import { json, jsonPost, refusal, route } from "@/lib/sandbox/gate";
import { holderCookie, holderOfRequest, isPersonId } from "@/lib/sandbox/people";
import { handOver } from "@/lib/sandbox/phone-cookies";

/** Hands the phone over: a cookie says who holds it, and each person's own cookies come back. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = route({
  POST: jsonPost(z.object({ personId: z.string() }), async ({ personId }, request) => {
    if (!isPersonId(personId)) return refusal(404, "没有这个人");
    const answer = json({ ok: true, holder: personId });
    answer.headers.append("set-cookie", `${holderCookie}=${personId}; Path=/; SameSite=Lax`);
    for (const line of handOver(request.headers, holderOfRequest(request.headers), personId)) {
      answer.headers.append("set-cookie", line);
    }
    return answer;
  }),
});
