/** Next calls this once when a server starts, before its first request. */
export async function register(): Promise<void> {
  // Imported here and not above: Next also compiles this file for its edge runtime, which has no such modules.
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { beforeFirstRequest } = await import("./lib/start");
  await beforeFirstRequest();
  const { startSandbox } = await import("./app/sandbox/start");
  await startSandbox();
}
