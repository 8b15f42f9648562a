import { expect } from "vitest";
import { createRobot } from "@/lib/wechat";
import { account, type Mode, type Sending, start } from "./message-support";

/** What the requests of these tests are signed for. */
export const seconds = String(start / 1000);

/** Sends it to a robot that must not be asked. */
export async function refusal(mode: Mode, xml: string, how: Sending = {}) {
  let isAsked = false;
  const robot = createRobot().use(() => {
    isAsked = true;
    return null;
  });
  const { send, events, later, time } = account(mode, { robot });
  const response = await send(xml, how);
  const body = await response.text();
  expect([isAsked, later, time.pending()]).toEqual([false, [], 0]);
  expect(events).toHaveLength(1);
  const [event] = events;
  if (event?.kind !== "refused") throw new Error(`told of ${event?.kind}`);
  expect(event.status).toBe(response.status);
  expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
  expect(body.length).toBeLessThan(60);
  return { status: response.status, reason: event.reason, hint: event.hint, body };
}

export const forbidden = (reason: string) => ({
  status: 403,
  reason,
  body: "This request is not accepted.\n",
});
export const unreadable = (reason: string) => ({
  status: 400,
  reason,
  body: "This message cannot be read.\n",
});
