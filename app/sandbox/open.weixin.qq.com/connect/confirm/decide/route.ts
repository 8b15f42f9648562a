import { formRoute, seeOther } from "@/app/sandbox/_wechat/forms";
import { holderOfRequest } from "@/lib/sandbox/people";
import { confirmScan } from "@/lib/sandbox/qrconnect";

/** The person allows the login on the desktop, or does not. The page then says how it stands. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = formRoute(async (form, request) => {
  const uuid = form.get("uuid") ?? "";
  if (!/^\w+$/.test(uuid)) return null;
  await confirmScan(uuid, holderOfRequest(request.headers), form.get("answer") === "allow");
  return seeOther(`/sandbox/open.weixin.qq.com/connect/confirm?uuid=${uuid}`);
});
