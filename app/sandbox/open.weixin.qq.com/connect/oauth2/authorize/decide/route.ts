import { cookies } from "next/headers";
import { formPost } from "@/app/sandbox/_wechat/forms";
import { deny, grantCode, openAuthorize } from "@/lib/sandbox/authorize";
import { holderCookie, isPersonId } from "@/lib/sandbox/people";

const page = "/sandbox/open.weixin.qq.com/connect/oauth2/authorize";

/** The consent page's answer, or another person takes the phone. Everything is checked once more. */
export const POST = formPost(async (form, request) => {
  const query = new URLSearchParams(form.get("query") ?? "").toString();
  const person = form.get("person");
  if (isPersonId(person)) {
    (await cookies()).set(holderCookie, person, { path: "/", sameSite: "lax" });
    return `${page}?${query}`;
  }
  const opened = await openAuthorize(query, request.headers);
  if (!opened.ok) return `${page}?${query}`;
  const allowed = form.get("answer") === "allow";
  return allowed ? grantCode(opened.request, opened.personId) : deny(opened.request);
});
