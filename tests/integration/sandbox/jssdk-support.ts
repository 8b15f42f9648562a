import { createHash } from "node:crypto";
import { expect } from "vitest";
import { POST as postVerify } from "@/app/sandbox/api/bridge/jssdk/verify/route";
import { now } from "@/lib/clock";
import { db } from "@/lib/db";
import { phoneUserAgent } from "@/lib/sandbox/phone-agent";
import { freshSandbox, mp } from "./support";

export const ticket =
  "sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg";
export const noncestr = "Wm3WZYTPz0wzccnW";
export const timestamp = "1790000000";
export const url = "http://localhost:3000/products/moonstone?from=singlemessage&isappinstalled=0";
export const iphone =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 16_6 like Mac OS X) MicroMessenger/8.0.47(0x18002f2c)";

/** A ticket that lives from the clock's now on. */
export async function putTicket(value: string, lifeSeconds = 7200, appid: string = mp.appid, type = "jsapi") {
  const createdAt = now();
  const expiresAt = new Date(createdAt.getTime() + lifeSeconds * 1000);
  await db().sandboxTicket.create({ data: { ticket: value, appid, type, createdAt, expiresAt } });
}

/** A fresh sandbox in which one ticket is alive. */
export async function sandboxWithTicket(): Promise<void> {
  await freshSandbox();
  await putTicket(ticket);
}

/** The text to be signed, with some of its values changed. */
export const string1 = (values: Partial<Record<"t" | "n" | "s" | "u", string>> = {}): string =>
  `jsapi_ticket=${values.t ?? ticket}&noncestr=${values.n ?? noncestr}&timestamp=${values.s ?? timestamp}&url=${values.u ?? url}`;
export const hash = (text: string, name = "sha1") => createHash(name).update(text).digest("hex");

export const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  new Request(`http://localhost:3000/sandbox/api/bridge/jssdk/${path}`, {
    method: "POST",
    body: typeof body === "string" ? body : JSON.stringify(body),
    headers: { "user-agent": phoneUserAgent, ...headers },
  });
/** What the page gives to wx.config, rightly signed. */
export const config = (changes: Record<string, unknown> = {}) => ({
  appId: mp.appid,
  timestamp,
  nonceStr: noncestr,
  signature: hash(string1()),
  url,
  jsApiList: ["previewImage"],
  openTagList: [],
  ...changes,
});
/** Has it checked. */
export async function verify(changes: Record<string, unknown> = {}, headers: Record<string, string> = {}) {
  const answer = await postVerify(post("verify", config(changes), headers), undefined);
  expect(answer.status).toBe(200);
  return answer.json();
}
export const invalid = { ok: false, errMsg: "config:invalid signature" };
