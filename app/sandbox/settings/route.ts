import { route } from "@/lib/sandbox/gate";
import { settingsText } from "@/lib/sandbox/settings-text";

/** The settings with which any program talks to this sandbox, as an .env file. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = route({
  GET: async () =>
    new Response(settingsText(), {
      headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" },
    }),
});
