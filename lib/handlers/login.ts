import { config } from "../config";
import type { LoginHandlers } from "../http/login";
import { readSession, startSession } from "../session";
import { userOfWechat } from "../shop/accounts";
import { adoptCart } from "../shop/cart";

/**
 * Yours to edit: what a login does. It runs after WeChat has vouched for the person and before the visitor is
 * sent on to `next`.
 *
 * `access` has the openid (of this `action`'s appid only), perhaps a unionid, and for a login with consent the
 * profile. Return nothing to go on to `next`, or a Response of your own to send the visitor elsewhere.
 */
const onLogin: LoginHandlers["onLogin"] = async (action, _scope, access, _next) => {
  const appid = config().auth[action]?.appid;
  if (!appid) return undefined;
  const user = await userOfWechat({
    appid,
    openid: access.openid,
    unionid: access.unionid ?? access.userinfo?.unionid,
    nickname: access.userinfo?.nickname,
    avatarUrl: access.userinfo?.headimgurl,
  });
  const { cartId } = await readSession();
  if (cartId) await adoptCart(cartId, user.id);
  await startSession(user);
  return undefined;
};

/**
 * Yours to edit: what a failed login does. Return nothing to show the shop's own page, which says what happened
 * and offers to start again.
 *
 * `err` is args_error (the address was not one of ours), auth_error (refused, or started elsewhere), access_error
 * (WeChat did not take the code) or get_userinfo_error (no profile).
 */
const onLoginError: LoginHandlers["onLoginError"] = async (_err, _action, _next) => undefined;

export const loginHandlers: LoginHandlers = { onLogin, onLoginError };
