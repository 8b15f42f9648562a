import { bridgeScript } from "@/lib/sandbox/bridge-script";
import { route } from "@/lib/sandbox/gate";
import { phoneUserAgentFor } from "@/lib/sandbox/phone-agent";

/** What the phone puts into each page that it shows. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = route({
  GET: async (request) =>
    new Response(await bridgeScript(phoneUserAgentFor(request.headers)), {
      headers: { "content-type": "text/javascript; charset=utf-8", "cache-control": "no-store" },
    }),
});
