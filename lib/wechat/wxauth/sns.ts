import { z } from "zod";
import { apiHost, parsedAnswer, refuseErrcode } from "../api-answer";
import { WechatApiError } from "../errors";
import { getJson, type Transport } from "../transport";
import type { Access, AppCredentials, Userinfo } from "./types";

/** The calls on api.weixin.qq.com/sns: one visitor's tokens and profile. */

/** An openid or a unionid: about 28 letters, digits, `_` and `-`. */
const identifier = z.string().regex(/^[!-~]{1,128}$/);
const optionalIdentifier = z
  .string()
  .nullish()
  .transform((value) => value || undefined)
  .pipe(identifier.optional());
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? "");

const accessAnswer = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().catch(7200),
  refresh_token: text,
  openid: identifier,
  scope: text,
  unionid: optionalIdentifier,
  is_snapshotuser: z.coerce.number().optional(),
});

// Some nicknames carry them, and PostgreSQL refuses NUL.
const controlCharacters = /\p{Cc}/gu;

const userinfoAnswer = z.object({
  openid: identifier,
  unionid: optionalIdentifier,
  nickname: text.transform((value) => value.replace(controlCharacters, "")),
  headimgurl: text,
  sex: z.coerce.number().catch(0),
  province: text,
  city: text,
  country: text,
  privilege: z.array(z.string()).catch([]),
});

/** Exchanges a code, which works once. (Web page authorization, step 2) */
export async function exchangeCode(transport: Transport, app: AppCredentials, code: string): Promise<Access> {
  const query = { appid: app.appid, secret: app.secret, code, grant_type: "authorization_code" };
  const answer = await getJson(transport, apiHost, "/sns/oauth2/access_token", query);
  return toAccess(answer, [app.secret, code]);
}

/** Renews an access token; needs no secret. (Web page authorization, step 3) */
export async function renewToken(
  transport: Transport,
  app: AppCredentials,
  refreshToken: string,
): Promise<Access> {
  const query = { appid: app.appid, grant_type: "refresh_token", refresh_token: refreshToken };
  const answer = await getJson(transport, apiHost, "/sns/oauth2/refresh_token", query);
  return toAccess(answer, [refreshToken]);
}

const deadTokenCodes: ReadonlySet<number> = new Set([40001, 40003, 40014, 42001]);

/** Whether a token still works for this openid. (Web page authorization, appendix) */
export async function isTokenAlive(
  transport: Transport,
  accessToken: string,
  openid: string,
): Promise<boolean> {
  const answer = await getJson(transport, apiHost, "/sns/auth", { access_token: accessToken, openid });
  try {
    refuseErrcode(answer, [accessToken]);
    return true;
  } catch (error) {
    if (error instanceof WechatApiError && deadTokenCodes.has(error.errcode)) return false;
    throw error;
  }
}

/** The visitor's profile, in Chinese. (Web page authorization, step 4) */
export async function fetchUserinfo(
  transport: Transport,
  accessToken: string,
  openid: string,
): Promise<Userinfo> {
  const query = { access_token: accessToken, openid, lang: "zh_CN" };
  const answer = await getJson(transport, apiHost, "/sns/userinfo", query);
  return parsedAnswer(userinfoAnswer, answer, [accessToken]);
}

function toAccess(answer: unknown, secrets: readonly string[]): Access {
  const fields = parsedAnswer(accessAnswer, answer, secrets);
  return {
    openid: fields.openid,
    unionid: fields.unionid,
    accessToken: fields.access_token,
    refreshToken: fields.refresh_token,
    expiresIn: fields.expires_in,
    scope: fields.scope,
    isSnapshotuser: fields.is_snapshotuser === 1,
  };
}
