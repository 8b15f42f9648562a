import { health } from "@/lib/health";

export const dynamic = "force-dynamic";

export async function GET(): Promise<Response> {
  const state = await health();
  const status = state.status === "ok" ? 200 : 503;
  return Response.json(state, { status, headers: { "Cache-Control": "no-store" } });
}
