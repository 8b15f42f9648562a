import { z } from "zod";
import { apiHost, lifetimeSeconds, parsedAnswer } from "../api-answer";
import { WechatError } from "../errors";
import { getJson, postJson } from "../transport";
import type { Renewal } from "./shared-value";
import type { WxclientOptions } from "./types";

const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: lifetimeSeconds });

/** The code of the error that says: WeChat refuses the token, and gives no other. */
export const deadTokenCode = "DEAD_TOKEN";

/** Under the plain interface a replaced token still lives five minutes: one that dies younger was not replaced. */
const youngMs = 60_000;

/** In normal mode, then by force. */
export const tokenCalls = 2;

/** Fetches an access token in the configured way; see Wxclient.accessToken. */
export async function fetchAccessToken(
  options: WxclientOptions,
  renewal: Renewal,
): Promise<{ value: string; lifetimeSeconds: number }> {
  const api = options.tokenApi ?? "stable_token";
  switch (api) {
    case "stable_token":
      return stableToken(options, renewal);
    case "token":
      return plainToken(options, renewal);
  }
}

/** (Stable access token) */
async function stableToken(options: WxclientOptions, { dead, mayForce }: Renewal) {
  // If another program forced a new token, the normal mode gives that one away; forcing again would kill it.
  const token = await askStable(options, false);
  if (token.value !== dead) return token;
  if (!mayForce()) throw stillDead();
  const forced = await askStable(options, true);
  if (forced.value === dead) throw stillDead();
  return forced;
}

async function askStable({ transport, app }: WxclientOptions, force: boolean) {
  const { appid, secret } = app;
  const body = { grant_type: "client_credential", appid, secret, force_refresh: force };
  return read(await postJson(transport, apiHost, "/cgi-bin/stable_token", body), secret);
}

/** (Access token) */
async function plainToken({ transport, app }: WxclientOptions, { deadSince }: Renewal) {
  // Each call makes a new token, 2000 a day: an interface that refuses them all must not use them up.
  if (deadSince !== null && Math.abs(transport.now() - deadSince) < youngMs) throw stillDead();
  const { appid, secret } = app;
  const query = { grant_type: "client_credential", appid, secret };
  return read(await getJson(transport, apiHost, "/cgi-bin/token", query), secret);
}

function read(answer: unknown, secret: string) {
  const { access_token, expires_in } = parsedAnswer(tokenAnswer, answer, [secret]);
  return { value: access_token, lifetimeSeconds: expires_in };
}

function stillDead(): WechatError {
  return new WechatError("WeChat refuses the access token, and gives no other", {
    code: deadTokenCode,
    kind: "api",
    retryable: true,
    hint: "Another program may be forcing new tokens, or the gateway leads to different accounts: see which programs have this account's app secret.",
    hintZh:
      "可能有别的程序在强制刷新 token，或网关指向了不同的账号：请检查还有哪些程序在使用该账号的 AppSecret。",
  });
}
