import { z } from "zod";
import { json, jsonPost, refusal, route } from "@/lib/sandbox/gate";
import { changePerson, isPersonId } from "@/lib/sandbox/people";

type Context = { params: Promise<{ id: string }> };

const change = z.object({
  follows: z.boolean().optional(),
  /** Fen. */
  wallet: z.number().int().min(0).max(1_000_000_000).optional(),
});

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = route<Context>({
  POST: jsonPost(change, async (input, _request, { params }: Context) => {
    const { id } = await params;
    return isPersonId(id)
      ? json({ ok: true, person: await changePerson(id, input) })
      : refusal(404, "没有这个人");
  }),
});
