import { unstable_rethrow } from "next/navigation";
import { z } from "zod";
import { config } from "../config";
import { log } from "../log";
import { BodyTooLarge, readText } from "../request-body";
import { bearerIsDead, type CurrentUser, currentUser } from "../session";
import { ShopError } from "../shop/errors";
import { WechatError } from "../wechat/errors";
import { FeatureOff } from "../weixin";
import { sameOrigin, wantsJson } from "./caller";
import { loginPath, loginRequired } from "./login-answers";
import { messagePage } from "./message-page";
import { safeNext } from "./next";

/** A form of this shop has a few fields. */
const maxBytes = 16 * 1024;

type Refusal = { status: number; message: string };

/** The form came from another site's page. */
class ForeignForm extends Error {
  override name = "ForeignForm";
}

/** The visitor has to log in first. */
class LoginNeeded extends Error {
  override name = "LoginNeeded";
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof ShopError) return { status: error.status, message: error.message };
  if (error instanceof z.ZodError)
    return { status: 422, message: error.issues[0]?.message ?? "填写的内容不对" };
  if (error instanceof ForeignForm) return { status: 403, message: "请从本店的页面操作" };
  if (error instanceof BodyTooLarge) return { status: 413, message: "提交的内容太大" };
  if (error instanceof FeatureOff) return { status: 503, message: "本店还没有开通这项服务" };
  if (error instanceof WechatError) return { status: 502, message: "微信暂时没有答复，请稍后再试" };
  return { status: 500, message: "出了点问题，没有任何改变，请稍后再试" };
}

function answerRefusal(request: Request, error: unknown, back: string): Response {
  unstable_rethrow(error);
  const { status, message } = refusalOf(error);
  const path = new URL(request.url).pathname;
  if (status >= 500) log.error("form.failed", { path, error });
  else log.info("form.refused", { path, status, reason: error instanceof Error ? error.name : "unknown" });
  if (wantsJson(request)) return Response.json({ ok: false, message }, { status });
  const title = status >= 500 ? "稍后再试" : "没有成功";
  return messagePage({ status, title, text: message, action: { href: back, label: "返回" } });
}

/** The page that the visitor came from, if it is one of ours. */
function cameFrom(request: Request, otherwise: string): string {
  const referer = request.headers.get("referer");
  if (!referer || !URL.canParse(referer)) return otherwise;
  const { host, pathname, search } = new URL(referer);
  const ours = host === request.headers.get("host") || host === new URL(config().appUrl).host;
  return (ours && safeNext(pathname + search)) || otherwise;
}

function goOn(request: Request, location: string): Response {
  if (wantsJson(request))
    return Response.json({ ok: true, location }, { headers: { "cache-control": "no-store" } });
  return new Response(null, { status: 303, headers: { location, "cache-control": "no-store" } });
}

/** Sends the visitor to the login page and back; a script gets the address. */
const askToLogIn = (request: Request, next: string): Response =>
  wantsJson(request) ? loginRequired(next) : goOn(request, loginPath(next));

async function readFields(request: Request): Promise<Record<string, string>> {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim();
  const text = await readText(request, maxBytes);
  if (text === "") return {};
  if (type !== "application/x-www-form-urlencoded") throw new ShopError("invalid", "不是本店的表单");
  const fields = Object.fromEntries(new URLSearchParams(text));
  const strange = Object.values(fields).some((value) => /(?![\t\n\r])\p{Cc}/u.test(value));
  if (strange) throw new ShopError("invalid", "填写的内容里有不能识别的字符");
  return fields;
}

/** Where the visitor goes after a form, or an answer of the form's own. */
export type FormResult = string | Response;

type Form<Fields> = {
  fields: z.ZodType<Fields>;
  /** Where a refused visitor can go back to, when the browser does not say where they came from. */
  back: string;
};

/**
 * Answers a form of this shop: checks where it came from, reads and parses its fields, does `work`, and sends the
 * visitor on with 303. What `work` refuses becomes a page that says why, with the right status. A script that
 * asks for JSON gets {ok, location} or {ok, message}, and the JSON of 20005 where a login is needed.
 */
export async function answerForm<Fields>(
  request: Request,
  { fields, back }: Form<Fields>,
  work: (fields: Fields) => Promise<FormResult>,
): Promise<Response> {
  try {
    if (!sameOrigin(request)) throw new ForeignForm();
    // Its app believes that somebody is logged in: what it does for them must not be done for nobody.
    if (await bearerIsDead()) throw new LoginNeeded();
    const result = await work(fields.parse(await readFields(request)));
    return typeof result === "string" ? goOn(request, result) : result;
  } catch (error) {
    if (error instanceof LoginNeeded) return askToLogIn(request, cameFrom(request, back));
    return answerRefusal(request, error, cameFrom(request, back));
  }
}

type UserWork<Fields> = (fields: Fields, user: CurrentUser) => Promise<FormResult>;

/**
 * Does a user's work. Should they turn out at this very moment to be another user, by a login in another browser, then
 * all that was theirs is now the other's, and the work is done once more, as that one. Only not with a cart, which
 * is not what the visitor saw any more.
 */
async function workFor<Fields>(
  user: CurrentUser,
  fields: Fields,
  work: UserWork<Fields>,
): Promise<FormResult> {
  try {
    return await work(fields, user);
  } catch (error) {
    unstable_rethrow(error);
    if (error instanceof ShopError && error.code === "empty_cart") throw error;
    const now = await currentUser();
    if (!now || now.id === user.id) throw error;
    return work(fields, now);
  }
}

/** As answerForm, for forms that need a person: whoever is not logged in is sent to the login page and back. */
export function answerUserForm<Fields>(
  request: Request,
  form: Form<Fields>,
  work: UserWork<Fields>,
): Promise<Response> {
  return answerForm(request, form, async (fields) => {
    const user = await currentUser();
    if (!user) throw new LoginNeeded();
    return workFor(user, fields, work);
  });
}

/** For forms without fields. */
export const noFields = z.object({});
