import { z } from "zod";
import { sandboxAccounts } from "@/lib/sandbox/accounts";
import { json, jsonPost, route } from "@/lib/sandbox/gate";
import { createCode } from "@/lib/sandbox/grants";
import { holderOfRequest, isPersonId } from "@/lib/sandbox/people";

/** What a native app gets from the WeChat app: a code for the mobile application. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = route({
  POST: jsonPost(z.object({ personId: z.string().optional() }), async ({ personId }, request) => {
    const person = isPersonId(personId) ? personId : holderOfRequest(request.headers);
    const code = await createCode({
      appid: sandboxAccounts.mobile.appid,
      scope: "snsapi_userinfo",
      personId: person,
    });
    return json({ ok: true, code });
  }),
});
