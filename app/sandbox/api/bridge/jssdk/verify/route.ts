import { json, jsonPost, route } from "@/lib/sandbox/gate";
import { verifyConfig, verifyInput } from "@/lib/sandbox/jssdk/verify";

/** wx.config: is the page signed, and what may it call? */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = route({
  POST: jsonPost(verifyInput, async (input, request) => json(await verifyConfig(input, request.headers))),
});
