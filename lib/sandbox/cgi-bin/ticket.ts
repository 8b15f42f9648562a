import { type ApiAnswer, refuse, succeed } from "../api-answers";
import { sections } from "../explanation";
import { strikes } from "../faults";
import { bearerOf } from "./bearer";
import { type CgiRequest, isAnswer } from "./request";
import { deadTicket, isTicketType, takeTicket, ticketSeconds } from "./ticket-book";
import { secondsLeft } from "./token-book";

/** GET cgi-bin/ticket/getticket: any of the accounts may have one. (jsapi_ticket) */
export async function ticketCall({ query }: CgiRequest): Promise<ApiAnswer> {
  const section = sections.ticket;
  const bearer = await bearerOf(query, section);
  if (isAnswer(bearer)) return bearer;
  const type = query.get("type") ?? "";
  if (!isTicketType(type)) {
    const wrong = { field: "type", expected: "jsapi 或 wx_card", given: type };
    return refuse(40097, { rule: "type 是 jsapi 或 wx_card", section, ...wrong });
  }
  if (await strikes("ticket_stale")) {
    const { ticket } = await deadTicket(bearer.appid, type);
    const notes = ["控制台安排的故障：这个 ticket 一发出来就是失效的，用它签名会得到 invalid signature"];
    return succeed(bodyOf(ticket, ticketSeconds), "一个已经失效的 ticket", { section, notes });
  }
  const row = await takeTicket(bearer.appid, type);
  const left = secondsLeft(row);
  return succeed(bodyOf(row.ticket, left), `${type} 的 ticket，还有 ${left} 秒`);
}

const bodyOf = (ticket: string, seconds: number): Record<string, unknown> => ({
  errcode: 0,
  errmsg: "ok",
  ticket,
  expires_in: seconds,
});
