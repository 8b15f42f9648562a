import { config } from "../config";
import type { LoginHandlers } from "../http/login-handlers";
import { readSession, startSession } from "../session";
import { userOfWechat } from "../shop/accounts";
import { adoptCart } from "../shop/cart";

/**
 * Yours to edit: what a login does. It runs after WeChat has vouched for the person and before the visitor is
 * sent on to `next`.
 *
 * `access` has the openid (of this `action`'s appid only), perhaps a unionid, and for a login with consent the
 * profile. Return nothing to go on to `next`, or a Response of your own to send the visitor elsewhere. An app's login
 * (`mobile`) has no page to go on to: it gets a token for whoever this function starts a session for.
 */
const onLogin: LoginHandlers["onLogin"] = async (action, _scope, access, _next) => {
  const appid = config().auth[action]?.appid;
  if (!appid) return;
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
};

/**
 * Yours to edit: what a failed login does. Return nothing to show the shop's own page, which says what happened
 * and offers to start again; scripts and apps get the same as JSON, with the code 20006.
 *
 * `err` is args_error (the address was not one of ours), auth_error (refused, or started elsewhere), access_error
 * (WeChat did not take the code) or get_userinfo_error (no profile). When the shop itself fails, its database say,
 * this is not called.
 */
const onLoginError: LoginHandlers["onLoginError"] = async (_err, _action, _next) => undefined;

export const loginHandlers: LoginHandlers = { onLogin, onLoginError };
