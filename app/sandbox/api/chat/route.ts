import { markRead, readChat } from "@/lib/sandbox/chat/book";
import { json, route } from "@/lib/sandbox/gate";
import { holderOfRequest } from "@/lib/sandbox/people";

/** The chat of who holds the phone, who has then seen it. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = route({
  GET: async (request) => {
    const holder = holderOfRequest(request.headers);
    const chat = await readChat(holder);
    await markRead(holder, chat.lines.at(-1)?.id ?? 0);
    return json(chat);
  },
});
