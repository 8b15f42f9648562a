/** Next calls this once when a server starts, before its first request. */
export async function register(): Promise<void> {
  // Imported here and not above: Next also compiles this file for its edge runtime, which has no such modules.
  if (process.env.NEXT_RUNTIME === "nodejs") await (await import("./lib/start")).beforeFirstRequest();
}
