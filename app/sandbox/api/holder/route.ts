import { z } from "zod";
import { json, jsonPost, refusal, route } from "@/lib/sandbox/gate";
import { holderCookie, isPersonId } from "@/lib/sandbox/people";

/** Hands the phone over: a cookie says who holds it. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = route({
  POST: jsonPost(z.object({ personId: z.string() }), async ({ personId }) => {
    if (!isPersonId(personId)) return refusal(404, "没有这个人");
    const answer = json({ ok: true, holder: personId });
    answer.headers.set("set-cookie", `${holderCookie}=${personId}; Path=/; SameSite=Lax`);
    return answer;
  }),
});
