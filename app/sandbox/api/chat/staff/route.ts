import { z } from "zod";
import { endSession, staffSays } from "@/lib/sandbox/chat/staff";
import { json, jsonPost, refusal, route } from "@/lib/sandbox/gate";
import { holderOfRequest } from "@/lib/sandbox/people";

const order = z.union([
  z.strictObject({ text: z.string().trim().min(1).max(2048) }),
  z.strictObject({ end: z.literal(true) }),
]);

/** The account's staff answers who holds the phone, or ends the session. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = route({
  POST: jsonPost(order, async (input, request) => {
    const holder = holderOfRequest(request.headers);
    const done = "end" in input ? await endSession(holder) : await staffSays(holder, input.text);
    return done ? json({ ok: true }) : refusal(409, "没有客服会话");
  }),
});
