import { inSandbox } from "@/lib/sandbox/gate";
import { settingsText } from "@/lib/sandbox/settings-text";

/** The settings with which any program talks to this sandbox, as an .env file. */
export const GET = inSandbox(
  async () =>
    new Response(settingsText(), {
      headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" },
    }),
);
