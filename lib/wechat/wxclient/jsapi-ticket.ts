import { z } from "zod";
import { lifetimeSeconds, parsedAnswer } from "../api-answer";
import type { Calls } from "./call";

const ticketAnswer = z.object({ ticket: z.string().min(1), expires_in: lifetimeSeconds });

/** Fetches the ticket that JS-SDK signatures are made with. (JS-SDK, appendix 1) */
export async function fetchJsapiTicket(calls: Calls): Promise<{ value: string; lifetimeSeconds: number }> {
  const answer = await calls.get("/cgi-bin/ticket/getticket", { type: "jsapi" });
  const { ticket, expires_in } = parsedAnswer(ticketAnswer, answer);
  return { value: ticket, lifetimeSeconds: expires_in };
}
