import { after } from "next/server";
import { z } from "zod";
import { follow, unfollow } from "@/lib/sandbox/chat/following";
import { deliverPushes } from "@/lib/sandbox/chat/pushes";
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
    if (!isPersonId(id)) return refusal(404, "没有这个人");
    const { follows, ...rest } = input;
    // With all that belongs to it: the note in the chat, and the event for the shop.
    if (follows !== undefined) {
      await (follows ? follow(id) : unfollow(id));
      after(() => deliverPushes());
    }
    return json({ ok: true, person: await changePerson(id, rest) });
  }),
});
