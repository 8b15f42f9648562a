import { config } from "@/lib/config";
import { bridgeScript } from "@/lib/sandbox/bridge-script";
import { phoneUserAgent } from "@/lib/sandbox/phone-agent";

/** GET /sandbox/bridge.js: what the phone puts into each page that it shows. */
export async function GET(): Promise<Response> {
  if (!config().sandbox) return new Response("Not found", { status: 404 });
  return new Response(await bridgeScript(phoneUserAgent), {
    headers: { "content-type": "text/javascript; charset=utf-8", "cache-control": "no-store" },
  });
}
