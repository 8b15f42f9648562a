import { WechatApiError, WechatError } from "../errors";
import type {
  Access,
  AuthErr,
  AuthFailure,
  AuthOutcome,
  AuthReason,
  Scope,
  Userinfo,
  WxauthAction,
} from "./types";

/** What the login was started for. */
export interface Login {
  action: WxauthAction;
  scope: Scope;
  next: string;
}

/** The two calls that a login needs. */
export interface Sns {
  accessToken(action: WxauthAction, code: string): Promise<Access>;
  getUserinfo(accessToken: string, openid: string): Promise<Userinfo>;
}

export function failure(
  action: WxauthAction,
  err: AuthErr,
  reason: AuthReason,
  next: string | null,
): AuthFailure {
  return { ok: false, action, err, reason, next };
}

/** Codes are about 32 letters, digits, `_` and `-`; what is near enough is left to WeChat to judge. */
export function isCode(code: string): boolean {
  return /^[!-~]{1,512}$/.test(code);
}

/** Turns a code into an identity, with the profile when the scope covers it. Never throws what WeChat caused. */
export async function exchange(sns: Sns, login: Login, code: string): Promise<AuthOutcome> {
  const { action, scope, next } = login;
  let access: Access;
  try {
    access = await sns.accessToken(action, code);
  } catch (error) {
    return caught(error, login, "access_error");
  }
  if (!coversUserinfo(scope, access)) return { ok: true, action, scope, next, access, repeated: false };
  try {
    const userinfo = await sns.getUserinfo(access.accessToken, access.openid);
    if (userinfo.openid !== access.openid) throw anotherPerson();
    access = { ...access, unionid: access.unionid ?? userinfo.unionid };
    return { ok: true, action, scope, next, access, userinfo, repeated: false };
  } catch (error) {
    return caught(error, login, "get_userinfo_error");
  }
}

/** A token of snsapi_base gets 48001 for the profile, and a snapshot visitor's profile is made up. */
function coversUserinfo(scope: Scope, access: Access): boolean {
  return scope !== "snsapi_base" && access.scope !== "snsapi_base" && !access.isSnapshotuser;
}

/** Nobody's name and picture may end up with somebody else. */
const anotherPerson = () =>
  new WechatError("WeChat answered with another person's profile", {
    code: "ANSWER",
    kind: "malformed",
    outcome: "unknown",
  });

/**
 * What a new code mends, by the step that failed. To the exchange 40001 would mean a wrong secret; to the profile it
 * means that the visitor's token, seconds old, was revoked meanwhile.
 */
const deadCodes: Readonly<Record<"access_error" | "get_userinfo_error", ReadonlySet<number>>> = {
  access_error: new Set([40029, 40163, 41008, 42003]),
  get_userinfo_error: new Set([40001, 40003, 40014, 42001, 42007]),
};
type Step = keyof typeof deadCodes;

function caught(error: unknown, { action, next }: Login, err: Step): AuthFailure {
  if (!(error instanceof WechatError)) throw error;
  if (!(error instanceof WechatApiError)) {
    const reason = error.kind === "config" ? "refused" : "wechat_unavailable";
    return { ...failure(action, err, reason, next), errmsg: error.message };
  }
  return {
    ...failure(action, err, apiReason(error, err), next),
    errcode: error.errcode,
    errmsg: error.errmsg,
  };
}

function apiReason(error: WechatApiError, step: Step): AuthReason {
  if (deadCodes[step].has(error.errcode)) return "dead_code";
  return error.retryable ? "wechat_unavailable" : "refused";
}
