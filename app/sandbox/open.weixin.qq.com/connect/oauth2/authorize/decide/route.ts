import { formRoute, seeOther } from "@/app/sandbox/_wechat/forms";
import { deny, grantCode, openAuthorize } from "@/lib/sandbox/authorize";
import { holderCookie, isPersonId } from "@/lib/sandbox/people";

const page = "/sandbox/open.weixin.qq.com/connect/oauth2/authorize";

/** The consent page's answer, or another person takes the phone. Everything is checked once more. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = formRoute(async (form, request) => {
  const query = new URLSearchParams(form.get("query") ?? "").toString();
  const person = form.get("person");
  if (isPersonId(person)) {
    return seeOther(`${page}?${query}`, { "set-cookie": `${holderCookie}=${person}; Path=/; SameSite=Lax` });
  }
  const opened = await openAuthorize(query, request.headers);
  if (!opened.ok) return seeOther(`${page}?${query}`);
  const allowed = form.get("answer") === "allow";
  return seeOther(allowed ? await grantCode(opened.request, opened.personId) : await deny(opened.request));
});
