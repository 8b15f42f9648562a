import { json, refusal, route } from "@/lib/sandbox/gate";
import { readCall } from "@/lib/sandbox/ledger";

type Context = { params: Promise<{ id: string }> };

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = route<Context>({
  GET: async (_request, { params }) => {
    const { id } = await params;
    const call = /^\d{1,9}$/.test(id) ? await readCall(Number(id)) : null;
    return call ? json(call) : refusal(404, "台账里没有这一条：只保留最近 500 条");
  },
});
