import { z } from "zod";
import { isListable, readAllowList, writeAllowList } from "@/lib/sandbox/cgi-bin/allow-list";
import { json, jsonPost, refusal, route } from "@/lib/sandbox/gate";

const order = z.object({ entries: z.array(z.string().max(64)).max(100) });

/** Sets the IP allow-list; none allows every address. */
export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = route({
  POST: jsonPost(order, async ({ entries }) => {
    const wrong = entries.find((entry) => !isListable(entry));
    if (wrong !== undefined) return refusal(422, `“${wrong}”不是 IP，也不是 10.0.0.0/8 这样的网段`);
    await writeAllowList(entries);
    return json({ ok: true, allowList: await readAllowList() });
  }),
});
