import { z } from "zod";
import { endTicket } from "@/lib/sandbox/cgi-bin/ticket-book";
import { revokeTokens } from "@/lib/sandbox/cgi-bin/token-book";
import { json, jsonPost, refusal, route } from "@/lib/sandbox/gate";

const value = z.string().min(1).max(512);
const order = z.union([
  z.strictObject({ token: value }),
  z.strictObject({ ticket: value }),
  z.strictObject({ all: z.literal(true) }),
]);

/** Ends an access_token, a ticket, or every access_token, as if somebody else had forced a refresh. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = route({
  POST: jsonPost(order, async (input) => {
    if ("all" in input) return json({ ok: true, ended: await revokeTokens() });
    const ended = "token" in input ? (await revokeTokens(input.token)) > 0 : await endTicket(input.ticket);
    return ended ? json({ ok: true, ended: 1 }) : refusal(404, "它已经失效了");
  }),
});
