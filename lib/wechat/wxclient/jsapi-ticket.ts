import { z } from "zod";
import { lifetimeSeconds, parsedAnswer } from "../api-answer";
import { tokenCalls } from "./access-token";
import type { Calls } from "./call";

const ticketAnswer = z.object({ ticket: z.string().min(1), expires_in: lifetimeSeconds });

/** A call that is repeated once, and the token that either may have to wait for. */
export const ticketCalls = 2 * (tokenCalls + 1);

/** Fetches the ticket that JS-SDK signatures are made with. (JS-SDK, appendix 1) */
export async function fetchJsapiTicket(calls: Calls): Promise<{ value: string; lifetimeSeconds: number }> {
  const answer = await calls.get("/cgi-bin/ticket/getticket", { type: "jsapi" });
  const { ticket, expires_in } = parsedAnswer(ticketAnswer, answer);
  return { value: ticket, lifetimeSeconds: expires_in };
}
